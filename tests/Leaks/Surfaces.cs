namespace Keyway.Leaks;

/// <summary>Gathers the bytes to look through.</summary>
public static class Surfaces
{
    /// <summary>
    /// Every file below a folder, read as it lies there, whoever holds it open: databases with their <c>-wal</c> and <c>-shm</c>, logs, temporary
    /// files. A file that vanishes meanwhile is left out.
    /// </summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Files(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Order(StringComparer.Ordinal))
        {
            // A name can give away as much as what is in the file.
            var name = Path.GetRelativePath(folder, path);
            yield return ("name of " + name, System.Text.Encoding.UTF8.GetBytes(name));
            if (Read(path) is { } bytes) yield return (name, bytes);
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
