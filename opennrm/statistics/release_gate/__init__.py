"""The release gate: decides whether tables of people may be published, together with all that is published already.

Nothing in here knows the mechanism, a database or Django, so that a statistics office can use it alone
(`opennrm release-check`). Begin with `checking`. A cell with few people is hidden (`sensitive`), and so are others,
until nobody can work the first one out (`suppression`). What proves it is a pair of tables that agree with everything
published and differ in the cell (`verifying`). The `attack` takes all releases together. What is not proven is refused.
"""
