using System.Globalization;
using Keyway.Engine.Runs;

namespace Keyway.Server.Api;

/// <summary>Reads a call's query parameters, strictly: a value that is not understood is refused, naming its parameter, never passed over.</summary>
public static class ApiQuery
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private static readonly Dictionary<string, RunStatus> Statuses = Enum.GetValues<RunStatus>().ToDictionary(s => s.Word());

    public static int Limit(string? text, string parameter = "limit") => text switch
    {
        null => DefaultLimit,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit => limit,
        _ => throw Refuse(parameter, $"a number from 1 to {MaxLimit}"),
    };

    /// <summary>ISO 8601 with a zone; a date alone is midnight UTC.</summary>
    public static DateTimeOffset? Time(string? text, string parameter)
    {
        if (text is null) return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : throw Refuse(parameter, "a time in ISO 8601, such as 2026-01-31T12:00:00Z");
    }

    /// <summary>Repeated, or separated by commas.</summary>
    public static IReadOnlyList<RunStatus> Status(IReadOnlyList<string?>? texts, string parameter = "status") =>
        texts is null ? [] :
        [
            .. texts.SelectMany(t => (t ?? "").Split(',', StringSplitOptions.TrimEntries)).Distinct()
                .Select(t => Statuses.TryGetValue(t, out var status) ? status : throw Refuse(parameter, "one or more of " + string.Join(", ", Statuses.Keys))),
        ];

    public static bool Flag(string? text, string parameter) => text switch
    {
        null or "false" or "0" => false,
        "" or "true" or "1" => true,
        _ => throw Refuse(parameter, "true or false"),
    };

    public static int? Version(string? text, string parameter = "version") => text switch
    {
        null => null,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 1 => version,
        _ => throw Refuse(parameter, "a version number"),
    };

    public static RefusedException Refuse(string parameter, string takes) =>
        new(Problems.InvalidParameter.Because($"The parameter '{parameter}' takes {takes}.") with { Parameter = parameter });
}
