"""Cases: who takes part (and so may see), clocks, documents, receipts and the timeline."""
