"""Between the web server and Django: a request gets a thread only when all of it has arrived.

The web server (Granian) reads connections outside Python and hands each request to one loop, which costs next to
nothing to wait in. Bodies are received there, with limits of time and memory; then a thread runs Django with the
whole of it. So a client that stalls holds a place in the loop, and never a thread or a transaction.
"""
