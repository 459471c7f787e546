using System.Text.RegularExpressions;
using Keyway.Engine.Triggers;
using Keyway.Engine.Workflows.Format;

namespace Keyway.Engine.Tests.Workflows;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("0s", 0.0)]
    [InlineData("30s", 30.0)]
    [InlineData("5m", 300.0)]
    [InlineData("2h", 7200.0)]
    [InlineData("7d", 604800.0)]
    [InlineData("007d", 604800.0)]
    [InlineData("7", null)]
    [InlineData("s", null)]
    [InlineData("1.5s", null)]
    [InlineData("-1s", null)]
    [InlineData("5 m", null)]
    [InlineData("1h30m", null)]
    [InlineData("1234567890s", null)]
    [InlineData("999999999d", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_duration_is_a_number_and_a_unit(string? text, double? seconds) =>
        Quantity.Duration(text).ShouldBe(seconds is { } s ? TimeSpan.FromSeconds(s) : null);

    [Theory]
    [InlineData("1MiB", 1048576)]
    [InlineData("1MB", 1000000)]
    [InlineData("512KB", 512000)]
    [InlineData("512KiB", 524288)]
    [InlineData("12B", 12)]
    [InlineData("12", null)]
    [InlineData("1GiB", null)]
    [InlineData("1mib", null)]
    [InlineData("4096MiB", null)]
    public void A_size_is_a_number_and_a_unit(string text, int? bytes) => Quantity.Size(text).ShouldBe(bytes);

    [Theory]
    [InlineData("100/s", 100, 1)]
    [InlineData("60/m", 60, 60)]
    [InlineData("1/h", 1, 3600)]
    [InlineData("1/d", 1, 86400)]
    [InlineData("0/s", null, 0)]
    [InlineData("1/ms", null, 0)]
    [InlineData("1/", null, 0)]
    [InlineData("/s", null, 0)]
    [InlineData("1s", null, 0)]
    [InlineData("1//s", null, 0)]
    public void A_rate_is_a_number_per_unit(string text, int? count, int seconds) =>
        Quantity.Rate(text).ShouldBe(count is { } c ? new Rate(c, TimeSpan.FromSeconds(seconds)) : null);

    [Fact]
    public void The_schemas_patterns_and_the_parsers_agree()
    {
        string[] numbers = ["0", "1", "7", "512", "100000", "", "-1", "1.5", "12345678901"], units = ["ms", "s", "m", "h", "d", "B", "KB", "KiB", "MB", "MiB", "GB", "/s", "/m", "/h", "/d", "/ms", "/", "", " s"];
        foreach (var text in numbers.SelectMany(_ => units, (n, u) => n + u))
        {
            Regex.IsMatch(text, Quantity.DurationPattern).ShouldBe(Quantity.Duration(text) is not null, text);
            Regex.IsMatch(text, Quantity.SizePattern).ShouldBe(Quantity.Size(text) is not null || text.StartsWith("100000M", StringComparison.Ordinal), text);
            Regex.IsMatch(text, Quantity.RatePattern).ShouldBe(Quantity.Rate(text) is not null, text);
        }
    }

    [Theory]
    [InlineData("500ms")]
    [InlineData("90s")]
    [InlineData("1h")]
    [InlineData("7d")]
    [InlineData("0s")]
    public void A_duration_is_written_in_its_largest_whole_unit(string text) => Quantity.Of(Quantity.Duration(text)!.Value).ShouldBe(text);
}
