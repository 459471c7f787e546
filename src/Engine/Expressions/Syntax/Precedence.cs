using Keyway.Engine.Expressions.Nodes;

namespace Keyway.Engine.Expressions.Syntax;

/// <summary>How strongly the binary operators bind.</summary>
internal static class Precedence
{
    /// <summary>0 for what is no binary operator.</summary>
    public static int Of(Token token) => token.Kind switch
    {
        TokenKind.Mark => token.Text switch
        {
            "??" => 1,
            "||" => 2,
            "&&" => 3,
            "|" => 4,
            "^" => 5,
            "&" => 6,
            "==" or "!=" or "===" or "!==" => 7,
            "<" or ">" or "<=" or ">=" => 8,
            "<<" or ">>" or ">>>" => 9,
            "+" or "-" => 10,
            "*" or "/" or "%" => 11,
            "**" => 12,
            _ => 0,
        },
        TokenKind.Name => token.Text is "in" or "instanceof" ? 8 : 0,
        _ => 0,
    };

    public static ArithmeticOperator Arithmetic(string mark) => mark switch
    {
        "-" => ArithmeticOperator.Subtract,
        "*" => ArithmeticOperator.Multiply,
        "/" => ArithmeticOperator.Divide,
        "%" => ArithmeticOperator.Remainder,
        "**" => ArithmeticOperator.Power,
        "&" => ArithmeticOperator.And,
        "|" => ArithmeticOperator.Or,
        "^" => ArithmeticOperator.Xor,
        "<<" => ArithmeticOperator.ShiftLeft,
        ">>" => ArithmeticOperator.ShiftRight,
        _ => ArithmeticOperator.ShiftRightUnsigned,
    };
}
