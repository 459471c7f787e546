using System.Text.RegularExpressions;

namespace Keyway.Engine.Workflows.Format;

/// <summary>The format of a workflow file, version 1; the trigger's part is in <see cref="TriggerFormat"/>.</summary>
internal static partial class WorkflowFormat
{
    public static readonly TimeSpan MaxStepTimeout = TimeSpan.FromHours(1);

    private static readonly Shape Retention = new Shape.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));

    public static readonly Shape.Either Connection = new(
        new Shape.Map(
            new Field("account", new Shape.Text("the name of a connected account", Name()), "A connected account kept by Keyway."),
            new Field(
                "external",
                new Shape.Either(new Shape.Computed(), new Shape.Map([]) { Others = new Shape.Anything() }),
                "External authentication: each credential field of the app from an expression, or one expression that yields an object with the fields."),
            new Field("user", new Shape.Computed(), "The account that the end user with this id connected."),
            Field.Later("exchange"))
        {
            IsChoice = true,
        });

    public static readonly Shape.Map Step = new(
        new Field("name", new Shape.Text("a letter or _, then letters, digits and _", Identifier(), 64), "The step's name in expressions: steps.<name>.").Needed(),
        new Field("uses", new Shape.Text("app/action", Uses()), "The app and the action: app/action.").Needed(),
        new Field("with", new Shape.Map([]) { Others = new Shape.Anything() }, "The action's inputs, by name."),
        new Field("connection", Connection, "Where this step's credential comes from; wins over the workflow's."),
        new Field("if", new Shape.Either(new Shape.Computed(), new Shape.Flag()), "The step runs only where this gives a true value."),
        new Field("retry", Retry(), "Tries a failed step again."),
        new Field("timeout", new Shape.Duration(TimeSpan.FromMilliseconds(1), MaxStepTimeout), "The longest that one try may take."),
        new Field(
            "on_error",
            new Shape.Either(
                new Shape.Word("stop", "continue"),
                new Shape.Map(new Field("goto", new Shape.Text("the name of a later step", Identifier(), 64), "Goes on with this later step.")) { IsChoice = true }),
            "What the run does when the step has failed for good."),
        new Field("history", new Shape.Word("full", "none"), "none keeps this step's data out of history."));

    public static readonly Shape.Map Settings = new(
        new Field("history", new Shape.Word("full", "failures", "metadata", "none"), "What is kept of a run's data."),
        new Field("retention", Retention, "How long a finished run is kept."),
        new Field("failed_retention", Retention, "The same for failed runs."),
        new Field("keep", new Shape.Whole(1, 10_000_000), "How many finished runs are kept at most."),
        new Field("timeout", new Shape.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)), "The longest that one run may take, pauses left out."),
        new Field("credentials", new Shape.Word("sealed", "memory"), "Where credentials that came with the request stay while the run is unfinished."),
        Field.Later("durability"),
        Field.Later("concurrency"),
        Field.Later("throttle"));

    public static readonly Shape.Map Workflow = new(
        new Field("keyway", new Shape.Whole(1, 1), "The version of this format: 1.").Needed(),
        new Field("name", new Shape.Text("lower-case letters, digits and dashes, beginning and ending with a letter or digit", Name(), 64), "Unique in its project.").Needed(),
        new Field("trigger", TriggerFormat.Trigger, "What starts a run.").Needed(),
        new Field("connections", new Shape.Map([]) { Others = Connection }, "By app: where the credential comes from, for every step of that app."),
        new Field("steps", new Shape.List(Step, 1000), "Run in this order.").Needed(),
        new Field("settings", Settings, "What holds for every run."));

    private static Shape.Map Retry() => new(
        new Field("attempts", new Shape.Whole(1, 20), "How many tries in all, the first one included.").Needed(),
        new Field("backoff", new Shape.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)), "The wait before the second try; doubles each time."),
        new Field("on", new Shape.List(new Shape.Text("an error code such as network_error", ErrorCode(), 64), 50), "Only errors with these codes; without it, every error that may pass."));

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();

    [GeneratedRegex("^[a-z0-9-]+/[a-z0-9-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Uses();

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex ErrorCode();
}
