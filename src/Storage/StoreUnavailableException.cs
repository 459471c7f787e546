namespace Keyway.Storage;

/// <summary>
/// The store could not do what it was asked: the disk is full, a file cannot be read or written. Nothing was written, and the store goes
/// on: the next call is tried afresh.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
