using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.RegularExpressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Nodes;

/// <summary><c>/pattern/flags</c>: compiled with the expression; each evaluation has its own <c>lastIndex</c>.</summary>
internal sealed class RegularExpression(int position, RegexProgram program) : Node(position)
{
    public override string Name => "the regular expression";
    public override Value Eval(Evaluator ev, Frame frame) => Value.FromHost(new RegExpObject(program));
}
