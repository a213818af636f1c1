// Reads one store with an engine: the same code for the terminal and the server, so that both say the same. Owns the walk over
// objects and the coverage ledger; writes nowhere, its caller decides what becomes of the results.
export {}
