using System.Runtime.CompilerServices;

namespace Keyway.House.Tests;

/// <summary>The project's files, as a test reads them.</summary>
internal static class House
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.cs", SearchOption.AllDirectories))
            .Where(p => !p.Contains("/obj/") && !p.Contains("/bin/") && !p.Contains("/node_modules/"))
            .Select(p => Path.GetRelativePath(Root, p))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Keyway.slnx"))) return folder;
        throw new InvalidOperationException("The root of the project was not found.");
    }
}
