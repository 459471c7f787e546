using System.Text.RegularExpressions;

namespace Keyway.House.Tests;

public sealed partial class TidyTests
{
    private const int MostLines = 400;

    [Fact]
    public void No_file_is_too_long_to_read() =>
        House.Sources("src", "tests", "bench").Where(p => House.Read(p).Count(c => c == '\n') > MostLines).ShouldBeEmpty("Under 300 lines is the aim; a longer file wants to be two.");

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var marks = House.Sources("src", "tests").Where(p => p != "tests/House.Tests/TidyTests.cs" && LeftOpen().IsMatch(House.Read(p)));
        marks.ShouldBeEmpty();
    }

    [Fact]
    public void No_folder_is_named_for_a_kind()
    {
        string[] kinds = ["Models", "Services", "Interfaces", "Extensions", "Helpers", "Common", "Utils"];
        House.Sources("src").SelectMany(p => p.Split('/')).Intersect(kinds).ShouldBeEmpty();
    }

    [Fact]
    public void No_test_sleeps()
    {
        var sleepers = House.Sources("tests").Where(p => p != "tests/House.Tests/TidyTests.cs" && Sleep().IsMatch(House.Read(p)));
        sleepers.ShouldBeEmpty("A test waits for a signal, not for a time.");
    }

    [Fact]
    public void No_sample_holds_a_token()
    {
        // A sample's source is stored with the catalogue: a token in its comment would be found in the data folder by whoever looks for his own.
        foreach (var file in Directory.GetFiles(Path.Combine(House.Root, "samples"), "*.yaml"))
        {
            var text = File.ReadAllText(file);
            text.ShouldNotContain("xoxb-");
            text.ShouldNotContain("ghp_");
        }
    }

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex LeftOpen();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\(\d")]
    private static partial Regex Sleep();
}
