using Keyway.Engine.Sealing;
using Keyway.Storage.Sqlite;

namespace Keyway.Storage.Tests.Sqlite;

/// <summary>A data folder of one test.</summary>
internal sealed class SqliteFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("keyway-").FullName;

    public ValueTask<SqliteStore> Open(TimeProvider time, Sealer? sealer = null, Durability durability = Durability.Normal) =>
        SqliteStore.Open(new() { Folder = Path, Durability = durability }, sealer ?? new(Samples.MasterKey, Entropies.Seeded(2)), time, CancellationToken.None);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
