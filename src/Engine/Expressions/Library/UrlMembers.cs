using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Urls;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>A <c>URL</c>. Its parameters are one with it: changing them changes its query.</summary>
internal sealed class UrlObject : HostObject
{
    public UrlObject(UrlRecord record)
    {
        Record = record;
        Parameters = new SearchParamsObject(this);
        Parameters.Parse(record.Query ?? "");
    }

    public UrlRecord Record { get; }
    public SearchParamsObject Parameters { get; }
    public override Members Members => UrlMembers.Instance;
    public override string TypeName => "a URL";
    public override Labels? AllLabels(Evaluator ev) => Labels.Union(Labels, Parameters.Labels);
    public override Value ToJson(Evaluator ev) => Record.Href;
}

internal static class UrlMembers
{
    public static readonly Members Instance = Make();

    public static readonly Native Constructor = new("URL", 1, LabelRule.Derives, (in NativeCall call) => throw call.Ev.TypeError("URL is made with new"))
    {
        Construct = (in NativeCall call) => Value.FromHost(new UrlObject(Read(call) ?? throw call.Ev.TypeError("the text is not a valid URL"))),
        IsInstance = value => value.Host is UrlObject,
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "canParse", 1, LabelRule.Verdict, (in NativeCall call) => Read(call) is not null },
        },
    };

    private static UrlRecord? Read(in NativeCall call)
    {
        call.Ev.AllocateText(call.Text(0).Length);
        if (call[1].IsUndefined) return UrlReader.Read(call.Text(0), null);
        return UrlReader.Read(call.Text(1), null) is { } from ? UrlReader.Read(call.Text(0), from) : null;
    }

    private static UrlObject Of(in NativeCall call) => call.Self.Host as UrlObject ?? throw call.Ev.TypeError($"a URL is expected, not {To.TypeName(call.Self)}");

    private static Members Make()
    {
        var members = new Members("URL", ObjectMembers.Instance)
        {
            { "toString", 0, (in NativeCall call) => Of(call).Record.Href },
            { "toJSON", 0, (in NativeCall call) => Of(call).Record.Href },
        };
        members.AddGetter("searchParams", (in NativeCall call) => Value.FromHost(Of(call).Parameters));
        Add("href", url => url.Href);
        Add("origin", url => url.Origin);
        Add("protocol", url => url.Scheme + ":");
        Add("username", url => url.Username);
        Add("password", url => url.Password);
        Add("host", url => url.HostAndPort);
        Add("hostname", url => url.Host ?? "");
        Add("port", url => url.PortText(""));
        Add("pathname", url => url.PathText);
        Add("search", url => url.Query is { Length: > 0 } query ? "?" + query : "");
        Add("hash", url => url.Fragment is { Length: > 0 } fragment ? "#" + fragment : "");
        return members;

        void Add(string name, Func<UrlRecord, string> read) => members.AddGetter(name, (in NativeCall call) => read(Of(call).Record));
    }
}
