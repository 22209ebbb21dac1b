"""The ``haochaping`` command: one module per group of sub-commands, loaded when it is called."""
