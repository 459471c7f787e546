using System.Net.Http.Headers;
using Keyway.Engine.Apps;
using Keyway.Engine.Redaction;
using Keyway.Engine.Steps;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Outbound;

/// <summary>A reply's headers as data: names in lower case, values through the run's matcher, credentials labelled.</summary>
internal sealed class ReplyHeaders
{
    private readonly Dictionary<string, string> _plain = new(16, StringComparer.Ordinal);
    private List<KeyValuePair<string, Value>>? _credentials;

    public ReplyHeaders(HttpResponseMessage response, StepContext context)
    {
        Add(response.Headers.NonValidated, context);
        Add(response.Content.Headers.NonValidated, context);
        Scrub(context.Arena);
    }

    public IReadOnlyDictionary<string, string> Plain => _plain;

    public IReadOnlyList<KeyValuePair<string, Value>> Credentials => _credentials ?? [];

    private void Add(HttpHeadersNonValidated headers, StepContext context)
    {
        foreach (var (given, values) in headers)
        {
            var name = given.ToLowerInvariant();
            if (CredentialHeaders.Contains(name)) AddCredential(name, [.. values], context);
            else _plain[name] = values.Count == 1 ? values.ToString() : string.Join(", ", values);
        }
    }

    // A session's cookie or a challenge: known by its name from now on, wherever it comes back.
    private void AddCredential(string name, string[] values, StepContext context)
    {
        var label = new Label(context.App.Key + "." + name);
        var labels = Labels.Of(label);
        foreach (var value in values) context.Arena.Register(label, value);
        _plain[name] = label.Handle;
        (_credentials ??= []).Add(new(name, values is [var one] ? Value.From(one).With(labels) : Value.Array([.. values.Select(Value.From)]).With(labels)));
    }

    // One look at all of them: in nearly every reply there is nothing to replace.
    private void Scrub(SecretArena arena)
    {
        var redactor = new Redactor(arena);
        var all = string.Join('\n', _plain.Values);
        if (ReferenceEquals(redactor.ScrubText(all), all)) return;
        foreach (var (name, value) in _plain) _plain[name] = redactor.ScrubText(value);
    }
}
