namespace Keyway.Storage.Sqlite;

/// <summary>What an acknowledged write survives.</summary>
public enum Durability : byte
{
    /// <summary>A crash of the process.</summary>
    Normal,

    /// <summary>Loss of power too: one fsync for each group of commits.</summary>
    Full,
}

public sealed class SqliteOptions
{
    /// <summary>The data folder; made when it is missing.</summary>
    public required string Folder { get; set; }

    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>How many connections read at the same time.</summary>
    public int Readers { get; set; } = 4;

    /// <summary>How many writes may wait; beyond it callers wait before they queue.</summary>
    public int MostWaitingWrites { get; set; } = 4096;

    /// <summary>How soon after the destruction of a key the write-ahead log is emptied, so that no file holds it any longer.</summary>
    public TimeSpan ForgetWithin { get; set; } = TimeSpan.FromSeconds(10);
}
