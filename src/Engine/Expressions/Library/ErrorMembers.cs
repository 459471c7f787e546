using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>An error as a value: nothing can throw it, but it can be made and asked.</summary>
internal sealed class ErrorObject(string name, string message) : HostObject
{
    public string Name => name;
    public string Message => message;
    public override Members Members => ErrorMembers.Instance;
    public override string TypeName => "an error";
}

internal static class ErrorMembers
{
    public static readonly Members Instance = Make();

    private static Members Make()
    {
        var members = new Members("Error", ObjectMembers.Instance)
        {
            { "toString", 0, (in NativeCall call) => Of(call) is var error && error.Message.Length == 0 ? error.Name : Of(call).Name + ": " + Of(call).Message },
        };
        members.AddGetter("name", (in NativeCall call) => Of(call).Name, LabelRule.Verdict);
        members.AddGetter("message", (in NativeCall call) => Of(call).Message);
        return members;
    }

    public static Native Constructor(string name)
    {
        Value Make(in NativeCall call) => Value.FromHost(new ErrorObject(name, call[0].IsUndefined ? "" : call.Text(0)));
        return new Native(name, 1, LabelRule.Derives, Make)
        {
            Construct = Make,
            IsInstance = value => value.Host is ErrorObject error && (name == "Error" || error.Name == name),
        };
    }

    private static ErrorObject Of(in NativeCall call) => call.Self.Host as ErrorObject ?? throw call.Ev.TypeError("an error is expected");
}
