namespace Keyway.Storage.Sqlite;

/// <summary>
/// Held while a process uses the data folder. SQLite itself would let a second one in, and both would take each other's runs for
/// those of a dead process.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    public FolderLock(string folder)
    {
        try
        {
            _file = new(Path.Combine(folder, "keyway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inner)
        {
            throw new StoreUnavailableException($"The data folder {folder} is in use by another Keyway process. Stop it, or give this one a folder of its own (KEYWAY_DATA).", inner);
        }
    }

    public void Dispose() => _file.Dispose();
}
