"""An invented world: agencies, people, children and cases, for the demonstration, the tests and the measurements.

Each context has a module of its name here, with invented data and with traits: what can be said of a case, as a step
that takes it there by the product's own actions. Nobody in it exists.
"""
