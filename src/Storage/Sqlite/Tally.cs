using Keyway.Engine.Runs;

namespace Keyway.Storage.Sqlite;

/// <summary>How many runs finished, by status, since the store was opened. Counts what is committed.</summary>
internal sealed class Tally
{
    private readonly long[] _committed = new long[(int)RunStatus.Cancelled + 1];
    private readonly long[] _open = new long[(int)RunStatus.Cancelled + 1];

    public void Add(RunStatus status) => _open[(int)status]++;

    public void Commit()
    {
        for (var i = (int)RunStatus.Succeeded; i < _open.Length; i++)
            if (_open[i] > 0) Interlocked.Add(ref _committed[i], _open[i]);
        Forget();
    }

    public void Forget() => Array.Clear(_open);

    public long this[RunStatus status] => Interlocked.Read(ref _committed[(int)status]);
}
