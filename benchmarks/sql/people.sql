-- Their people: bytes of the size that a sealed envelope has, and of the digests beside it. Two
-- services to a telephone.
INSERT INTO cases_person (service_key, envelope, certificate_lookup, mobile_lookup)
SELECT md5('bench' || n)::uuid, decode(repeat(md5(n::text), 12), 'hex'),
       decode(md5('c' || n) || md5('d' || n), 'hex'),
       decode(md5('m' || n / 2) || md5('n' || n / 2), 'hex')
FROM generate_series(%(first)s::bigint, %(upto)s::bigint) n
