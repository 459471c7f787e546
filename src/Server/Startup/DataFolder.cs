using System.Security.Cryptography;

namespace Keyway.Server.Startup;

/// <summary>The data folder and the two keys that are made on the first start, each in a file that only its owner can read.</summary>
public sealed class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private DataFolder(string path, bool isNew)
    {
        Path = path;
        IsNew = isNew;
    }

    public string Path { get; }

    /// <summary>True where nothing was here before.</summary>
    public bool IsNew { get; }

    public static DataFolder Open(string path)
    {
        var isNew = !Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any();
        try
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {path} cannot be made or written: {error.Message}");
        }
        return new(path, isNew);
    }

    /// <summary>The 32 bytes that wrap every data key: from <c>KEYWAY_MASTER_KEY</c>, or generated once.</summary>
    public byte[] MasterKey(string? given)
    {
        var text = given ?? ReadOrMake("master.key", static () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        try
        {
            var key = Convert.FromBase64String(text.Trim());
            if (key.Length == 32) return key;
        }
        catch (FormatException)
        {
            // Told below, with what to do.
        }
        throw new StartupException("The master key (KEYWAY_MASTER_KEY, or master.key in the data folder) must be base64 of 32 bytes: openssl rand -base64 32.");
    }

    /// <summary>The admin API key: from <c>KEYWAY_API_KEY</c>, or generated once. Only its hash is kept by the server.</summary>
    public string ApiKey(string? given) =>
        given ?? ReadOrMake("api-key", static () => "kw_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))).Trim();

    private string ReadOrMake(string name, Func<string> make)
    {
        var file = System.IO.Path.Combine(Path, name);
        if (File.Exists(file)) return File.ReadAllText(file);
        using (var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(stream)) writer.WriteLine(make());
        return File.ReadAllText(file);
    }
}
