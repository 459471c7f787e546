namespace Keyway.Storage.Sqlite;

/// <summary>Workflows and kinds of trigger by number. As many as there are workflows, so they stay in memory.</summary>
internal sealed class Names(Db db)
{
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly Statement _find = db.Prepare("SELECT n FROM names WHERE name = ?");
    private readonly Statement _insert = db.Prepare("INSERT INTO names (name) VALUES (?)");

    public long NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        if (_find.Bind(name).Step())
        {
            number = _find.Long(0);
            _find.Reset();
        }
        else
        {
            _insert.Bind(name).Run();
            number = db.LastRowId;
        }
        return _numbers[name] = number;
    }

    /// <summary>After a rollback a number may be one that was never given.</summary>
    public void Forget() => _numbers.Clear();
}
