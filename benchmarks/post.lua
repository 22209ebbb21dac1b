-- Posts the lines of a file, each once: thread k of n takes lines k, k + n, … of the file named
-- first. Prints one JSON line when done.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  count = tonumber(args[2])
  path = args[3]
  lines = {}
  local at = 0
  for line in io.lines(args[1]) do
    at = at + 1
    if at % count == number % count then lines[#lines + 1] = line end
  end
  sent = 0
end

function request()
  sent = sent + 1
  return wrk.format("POST", path, {["Content-Type"] = "application/json"}, lines[sent] or "{}")
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"seconds": %f, "answers": %d, "refused": %d, "broken": %d, "p50": %f, "p99": %f}\n',
    summary.duration / 1e6, summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
