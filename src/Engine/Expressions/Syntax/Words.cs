namespace Keyway.Engine.Expressions.Syntax;

/// <summary>Words with a meaning in JavaScript that an expression here does not have, and what to say of each.</summary>
internal static class Words
{
    private static readonly HashSet<string> Reserved =
    [
        "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else", "enum", "export", "extends", "false",
        "finally", "for", "function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected",
        "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
    ];

    private static readonly HashSet<string> Missing =
    [
        "require", "module", "exports", "fetch", "console", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "Promise", "globalThis", "global", "window",
        "document", "Intl", "Symbol", "BigInt", "Proxy", "Reflect", "eval", "Function", "WeakMap", "WeakSet", "WeakRef", "Atomics", "SharedArrayBuffer", "process",
        "ArrayBuffer", "DataView", "Uint8Array", "Uint16Array", "Uint32Array", "Int8Array", "Int16Array", "Int32Array", "Float32Array", "Float64Array", "arguments",
        "TextEncoder", "TextDecoder", "Blob", "FormData", "Headers", "Request", "Response", "AbortController", "performance", "navigator", "WebAssembly", "escape", "unescape",
    ];

    public static bool IsReserved(string name) => Reserved.Contains(name);

    public static bool IsAssignment(string mark) => mark is "=" || (mark.Length > 1 && mark[^1] == '=' && mark is not ("==" or "===" or "!=" or "!==" or "<=" or ">="));

    /// <summary>Says why a reserved word cannot stand where a value should.</summary>
    public static ParseStopped Refuse(Token word) => ParseStopped.Syntax(word.Text switch
    {
        "function" => "'function' is not allowed; write an arrow function: (a) => a + 1",
        "class" => "'class' is not allowed in an expression",
        "await" or "yield" => $"'{word.Text}' is not allowed: an expression gives its value at once",
        "delete" => "'delete' changes a value, and an expression cannot; leave a property out with (({ name, ...rest }) => rest)(value)",
        "this" or "super" => $"'{word.Text}' is not available in an expression",
        "import" => "'import' is not available in an expression",
        "in" or "instanceof" or "extends" or "default" or "case" or "else" or "catch" or "finally" => $"a value is expected, but there is '{word.Text}'",
        _ => StatementText(word.Text),
    }, word.Start);

    /// <summary>Refuses a word that begins a statement; anything else is left to the caller.</summary>
    public static void RefuseStatement(Token word)
    {
        if (IsReserved(word.Text) && word.Text is not ("true" or "false" or "null" or "new")) throw Refuse(word);
    }

    public static ParseStopped NotAvailable(Token name) => new(ErrorCodes.Reference, name.Text == "process"
        ? "only process.env is available of 'process'; 'env' is the same"
        : $"'{name.Text}' is not available in expressions", name.Start);

    public static bool IsMissing(string name) => Missing.Contains(name);

    private static string StatementText(string word) => word switch
    {
        "if" or "switch" => $"'{word}' is a statement; write test ? value : other",
        "for" or "while" or "do" => $"'{word}' is a statement; write items.map(item => ...) or another method of arrays",
        "var" or "let" or "const" => $"'{word}' is a statement; name a value with (name => ...)(value)",
        "return" => "'return' is a statement; the value of the expression is the result",
        _ => $"'{word}' is not allowed in an expression",
    };
}
