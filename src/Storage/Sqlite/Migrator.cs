using System.Reflection;

namespace Keyway.Storage.Sqlite;

/// <summary>Brings a database to this version's schema: numbered files, forward only, each with its number in one transaction.</summary>
internal static class Migrator
{
    private const string Folder = "Keyway.Storage.Sqlite.schema.";

    public static void Migrate(Db db)
    {
        var files = Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order().ToArray();
        var present = db.Scalar("PRAGMA user_version");
        if (present > files.Length)
            throw new StoreUnavailableException($"The database has schema {present}, and this version of Keyway knows up to {files.Length}. Start the version that wrote it, or a newer one.");
        for (var number = (int)present; number < files.Length; number++)
            db.Execute($"BEGIN IMMEDIATE; {Read(files[number])} PRAGMA user_version = {number + 1}; COMMIT;");
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
