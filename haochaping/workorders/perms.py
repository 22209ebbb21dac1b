"""Who may do what with a work order.

See: the units that handle it, with everybody above them in the tree of organisations; the
service-management offices in whose region the rated unit lies; discipline and audit by their role.

Dispatch, verify, close: the service-management office in whose region the rated unit lies, never
the unit itself.

Rectify, answer the rater: the unit that handles the order, which is the rated one until the
dispatch names another.

A department's own system acts for the organisations that it was given: as their unit, and as
their service-management office where one of them is that.
"""

VIEW = "workorders:view"
