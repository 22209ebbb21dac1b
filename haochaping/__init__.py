"""haochaping: a government-service rating platform whose figures can be proven."""
