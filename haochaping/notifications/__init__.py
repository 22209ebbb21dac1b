"""Messages from the node to raters: texts, outbox, gateways."""
