using Keyway.Engine.Apps;
using Keyway.Engine.Steps;

namespace Keyway.Apps.Data;

internal static class SetValue
{
    public static readonly AppAction Action = new()
    {
        Key = "set",
        Title = "Set a value",
        Description = "Returns the value it is given: an expression worked out once and used by several later steps.",
        HasEffect = false,
        NeedsCredential = false,
        Props = [Prop.Any("value", "Value", "Any value: text, number, object or list, with expressions anywhere in it.")],
        Run = static (context, _) => ValueTask.FromResult<StepResult>(new StepResult.Succeeded(context["value"])),
    };
}
