using Keyway.Engine.Sealing;

namespace Keyway.Storage.Sqlite;

/// <summary>Refuses a data folder that was made with another master key, before anything is sealed under the wrong one.</summary>
internal static class MasterKeyProof
{
    public static void Check(Db db, Sealer sealer)
    {
        using var find = db.PrepareOnce("SELECT proof FROM master_key");
        if (find.Step())
        {
            sealer.OpenItem("store", "master key", find.Blob(0), "The data folder");
            find.Reset();
            return;
        }
        using var insert = db.PrepareOnce("INSERT INTO master_key (proof) VALUES (?)");
        insert.Bind(sealer.SealItem("store", "master key", "keyway"u8)).Run();
    }
}
