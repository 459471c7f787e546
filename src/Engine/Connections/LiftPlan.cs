using Keyway.Engine.Expressions;
using Keyway.Engine.Redaction;
using Keyway.Engine.Runs;
using Keyway.Engine.Values;
using Keyway.Engine.Workflows;

namespace Keyway.Engine.Connections;

/// <summary>
/// Where the credentials of a workflow lie in its event and in its steps' results: every place that a connection reads from. Known when the
/// workflow is deployed; used at the door, and before a result becomes an export.
/// </summary>
public sealed class LiftPlan
{
    /// <summary>Headers that tell something of a body's every byte: its length, a digest of it. With a credential in the body they tell of the credential.</summary>
    private static readonly string[] TellOfBody = ["content-length", "content-md5", "digest", "content-digest", "repr-digest"];

    private readonly LiftPoint[] _event;
    private readonly Dictionary<string, LiftPoint[]> _steps;
    private readonly DoorCheck[] _checks;
    private readonly bool _readsQuery;
    private readonly bool _readsBody;

    private LiftPlan(List<LiftPoint> points, DoorCheck[] checks)
    {
        _event = [.. points.Where(p => p.Step == "trigger")];
        _steps = points.Where(p => p.Step != "trigger").GroupBy(p => p.Step).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _checks = checks;
        _readsQuery = _event.Any(p => p.Path.Count == 0 || p.Path[0] == "query");
        _readsBody = _event.Any(p => p.Path.Count == 0 || p.Path[0] == "body");
    }

    public static LiftPlan For(Workflow workflow)
    {
        var points = new List<LiftPoint>();
        var checks = new List<DoorCheck>();
        foreach (var step in workflow.Steps)
        {
            switch (workflow.ConnectionOf(step))
            {
                case Connection.External external:
                    foreach (var (name, template) in external.Fields)
                    {
                        AddPoints(points, template, step.App.Key + "." + name, byKey: false);
                        var field = step.App.Auth.Fields.FirstOrDefault(f => f.Name == name);
                        if (field is { Required: true }) AddCheck(checks, step, step.App.Key + "." + name, template);
                    }
                    break;
                case Connection.ExternalWhole whole:
                    AddPoints(points, whole.Fields, step.App.Key, byKey: true);
                    break;
            }
            foreach (var (name, template) in CredentialInputs.Of(step)) AddPoints(points, template, name, byKey: false);
        }
        return new(points, [.. checks]);
    }

    /// <summary>True where the request itself brings credentials.</summary>
    public bool ReadsEvent => _event.Length > 0;

    /// <summary>
    /// Lifts the credentials out of an event not yet frozen, and freezes it. Headers that are credentials by nature, and that no connection
    /// reads, are labelled too.
    /// </summary>
    /// <param name="credentialHeaders">Lower-case names: <c>authorization</c>, <c>cookie</c>, what the trigger's own auth uses.</param>
    /// <param name="scope">What else the expressions of the door see: environment and time.</param>
    public LiftOutcome Lift(ObjectValue @event, IReadOnlyCollection<string> credentialHeaders, EvaluationScope scope)
    {
        var arena = new SecretArena();
        foreach (var point in _event) point.Lift(@event, arena);
        if (@event.Get("headers").TryGetObject(out var headers)) LiftHeaders(headers, credentialHeaders, arena);
        if (_readsQuery && @event.Get("url").TryGetText(out var url)) @event.Set("url", new Redactor(arena).ScrubText(url));
        if (_readsBody && headers is not null)
        {
            foreach (var name in TellOfBody) LabelOnly(headers, name);
        }
        if (_readsBody && @event.Has("raw_body")) LiftWhole(@event, "raw_body", "trigger.raw_body", arena);
        @event.Freeze();

        var missing = Missing(@event, scope);
        return missing.Count > 0 ? new LiftOutcome.Missing(missing) : new LiftOutcome.Lifted(new(@event, arena));
    }

    /// <summary>The same for what a step gives, before it becomes an export: the result's return value and named exports in one object.</summary>
    public void LiftStep(string step, ObjectValue exports, SecretArena arena)
    {
        if (!_steps.TryGetValue(step, out var points)) return;
        foreach (var point in points) point.Lift(exports, arena);
    }

    private static void LiftHeaders(ObjectValue headers, IReadOnlyCollection<string> names, SecretArena arena)
    {
        foreach (var name in names) LiftWhole(headers, name, "trigger." + name, arena);
    }

    // Not registered with the arena: a length is a short number, and the matcher would see it everywhere.
    private static void LabelOnly(ObjectValue headers, string name)
    {
        var value = headers.Get(name);
        if (!value.IsNullish && !value.IsLabelled) headers.Set(name, value.With(Labels.Of(new Label("trigger." + name))));
    }

    private static void LiftWhole(ObjectValue map, string key, string label, SecretArena arena)
    {
        var value = map.Get(key);
        if (value.IsNullish || value.IsLabelled) return;
        var point = new Label(label);
        map.Set(key, value.With(Labels.Of(point)));
        if (value.Reveal() is not { Length: > 0 } text) return;
        arena.Register(point, text);
        // An authorization is a scheme and a token: an echo may hold the token alone.
        if (text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space && space + 1 < text.Length) arena.Register(point, text[(space + 1)..]);
    }

    private List<MissingCredential> Missing(ObjectValue @event, EvaluationScope scope)
    {
        var missing = new List<MissingCredential>();
        EvaluationScope? withEvent = null;
        foreach (var check in _checks)
        {
            Value found;
            if (check.EventPath is { } path && check.If is null)
            {
                found = LiftPoint.Walk(@event, path);
            }
            else
            {
                withEvent ??= new EvaluationScope
                {
                    Steps = Value.Object(("trigger", Value.Object(("event", @event)))),
                    Env = scope.Env,
                    Now = scope.Now,
                    Random = scope.Random,
                };
                if (check.If is { } condition && !(Filling.Fill(condition, withEvent, ExpressionLimits.Default) is Filled.Done { Value: var flag } && Truth.Of(flag))) continue;
                if (Filling.Fill(check.Template, withEvent, ExpressionLimits.Default) is not Filled.Done done) found = Value.Undefined;
                else found = done.Value;
            }
            var word = found.IsUndefined ? "absent" : found.IsNullish ? "null" : found.IsEmptyText ? "empty" : null;
            if (word is not null && !missing.Exists(m => m.Field == check.Field)) missing.Add(new(check.Field, check.LookedIn, word));
        }
        return missing;
    }

    private static void AddPoints(List<LiftPoint> points, Template template, string name, bool byKey)
    {
        foreach (var computed in template.Expressions)
            foreach (var reference in computed.Expression.References)
            {
                if (reference is not { Root: "steps", FlowsToValue: true, Segments.Count: > 0 }) continue;
                var isEvent = reference.Segments is ["trigger", "event", ..];
                if (reference.Segments[0] == "trigger" && !isEvent) continue;
                points.Add(new LiftPoint(reference.Segments[0], [.. reference.Segments.Skip(isEvent ? 2 : 1)], name, byKey));
            }
    }

    private static void AddCheck(List<DoorCheck> checks, Step step, string name, Template template)
    {
        // Only what the event alone decides can be refused at the door: the rest is refused before the call.
        if (!ReadsOnlyEvent(template) || (step.If is not null && !ReadsOnlyEvent(step.If))) return;
        var path = template is Template.Computed { Expression.Path: { Segments: ["trigger", "event", ..] } reference } ? reference.Segments.Skip(2).ToArray() : null;
        var lookedIn = template.Expressions.SelectMany(e => e.Expression.References).Where(r => r.FlowsToValue).Select(r => string.Join('.', r.Segments.Skip(2))).Distinct();
        checks.Add(new(name, path, template, step.If, string.Join(" or ", lookedIn)));
    }

    private static bool ReadsOnlyEvent(Template template)
    {
        var any = false;
        foreach (var computed in template.Expressions)
        {
            any = true;
            if (computed.Expression.Secrets.Count > 0) return false;
            foreach (var reference in computed.Expression.References)
                if (reference is not { Root: "steps", Segments: ["trigger", "event", ..] }) return false;
        }
        return any;
    }

    /// <param name="EventPath">The path below <c>steps.trigger.event</c>, where the field is just one.</param>
    /// <param name="If">The step's condition: a step that will not run needs no credential.</param>
    private sealed record DoorCheck(string Field, IReadOnlyList<string>? EventPath, Template Template, Template? If, string LookedIn);
}
