using Keyway.Engine.Expressions;
using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>Whatever is made of a secret is a secret. The functions are not listed here: every one that exists is tried.</summary>
public sealed class LabelTests
{
    private static readonly string[] Receivers =
    [
        "steps.text", "steps.number", "steps.flag", "[steps.text, steps.text]", "[steps.number, steps.number]", "({ a: steps.text })", "new Map([[steps.text, steps.text]])",
        "new Set([steps.text])", "new Date(steps.number)", "new Date(steps.date)", "new RegExp(steps.text, 'g')", "new URL(steps.url)", "new URL(steps.url).searchParams",
        "new URLSearchParams({ a: steps.text })", "Buffer.from(steps.text)", "crypto.createHash('sha256').update(steps.text)", "crypto.createHmac('sha256', steps.text)",
        "new Error(steps.text)", "[...steps.text].values()", "steps.text.matchAll(/./g)", "steps.text.match(/(?<x>.)(.)/)", "steps.text.split('-')",
    ];

    private static readonly string[] Plain =
    [
        "'a-b-c'", "'2024-01-02'", "7", "[1, 'a-b']", "({ a: 1 })", "new Map([['a', 'b']])", "new Set(['a'])", "new Date(5)", "/[a-z]/g", "new URL('https://a.b/c?d=e')",
        "new URLSearchParams('a=b')", "Buffer.from('abc')", "crypto.createHash('md5')",
    ];

    private static readonly string[] Arguments =
    [
        "", "1", "'-'", "0, 2", "'-', '+'", "/[a-z]/g, x => x", "/./g, '[$&]'", "x => x", "(a, b) => a", "x => [x]", "'hex'", "'base64'", "x => x, x => x", "(a, b) => a + b, ''",
        "undefined, { numeric: true }", "'en-US', { minimumFractionDigits: 2 }", "10, '*'", "['-']", "/-/", "/(.)-/", "'a'",
    ];

    private static readonly string[] SecretArguments =
    [
        "steps.text", "steps.number", "'a', steps.text", "steps.text, 'a'", "/b/, steps.text", "/b/g, () => steps.text", "() => steps.text", "(a, b) => b + steps.text", "[steps.text]",
        "0, steps.text", "1, steps.number", "0, 1, steps.text", "3, steps.text", "{ a: steps.text }", "new RegExp(steps.text)", "[[steps.text, steps.text]]", "Buffer.from(steps.text)", "'sha1', steps.text",
        "steps.date", "steps.url", "steps.json", "new Date(steps.number)", "new Map([[1, steps.text]])", "{ a: steps.text }, null, 2", "[1], null, steps.text",
    ];

    private static readonly EvaluationScope Scope = Scoped("a-b-secret", 1234.5, "2024-01-02T03:04:05Z", "https://u:p@host.example:8443/p/q?r=s#t", """{"k":[1,"two",null,true,{"x":"y"}]}""");

    /// <summary>Of the same length and shape, and different in every character.</summary>
    private static readonly EvaluationScope Twin = Scoped("q-z-hidden", 8765.5, "1999-11-22T13:14:15Z", "https://w:k@mine.invalid:9554/v/z?n=m#j", """{"k":[8,"six",null,true,{"x":"w"}]}""");

    private static readonly EvaluationScope Longer = Scoped("some-longer-text-that-is-other", 77, "2031-12-31T23:59:58Z", "https://another.test/where", """{"k":[5,"seven"]}""");

    private static EvaluationScope Scoped(string text, double number, string date, string url, string json) => new()
    {
        Steps = Containers.Freeze(Value.Object(
            ("text", Secret(text)), ("number", Secret(number)), ("flag", Secret(true)), ("date", Secret(date)), ("url", Secret(url)), ("json", Secret(json)),
            ("object", Value.Object(("token", Secret(text)), ("id", 5))), ("list", Value.Array(Secret("one"), Secret("two"))), ("plain", "public"))),
        Now = DateTimeOffset.UnixEpoch,
    };

    /// <summary>
    /// The test of non-interference: with another secret in its place, of the same shape or longer, the same values come out without a label. Booleans are left
    /// out, which comparing may give; and only the values count, since a list of a secret's pieces may be longer.
    /// </summary>
    [Fact]
    public void Whatever_a_function_gives_without_a_label_does_not_depend_on_the_secret()
    {
        var leaks = new List<string>();
        var tried = 0;
        foreach (var source in Calls())
        {
            if (Expression.Parse(source) is not ExpressionParse.Parsed { Expression: var expression }) continue;
            var first = expression.Evaluate(Scope, ExpressionLimits.Default);
            var second = expression.Evaluate(Twin, ExpressionLimits.Default);
            if (first is Evaluation.Failed one && second is Evaluation.Failed two && one.Error != two.Error) leaks.Add($"{source}: {one.Error.Message} / {two.Error.Message}");
            if (first is not Evaluation.Succeeded { Value: var a } || second is not Evaluation.Succeeded { Value: var b }) continue;
            tried++;
            if (!Unlabelled(a).ToHashSet().SetEquals(Unlabelled(b))) leaks.Add($"{source}: {a} / {b}");
            if (expression.Evaluate(Longer, ExpressionLimits.Default) is Evaluation.Succeeded { Value: var c } && !Unlabelled(a).ToHashSet().SetEquals(Unlabelled(c))) leaks.Add($"{source}: {a} / {c}");
        }
        leaks.ShouldBeEmpty(string.Join("\n", leaks));
        tried.ShouldBeGreaterThan(4000);
    }

    private static IEnumerable<string> Calls()
    {
        foreach (var receiver in Receivers)
            foreach (var (name, isGetter) in MembersOf(receiver))
                foreach (var arguments in isGetter ? [] : Arguments.Concat(SecretArguments))
                    yield return $"{receiver}.{name}({arguments})";
        foreach (var receiver in Receivers)
            foreach (var (name, isGetter) in MembersOf(receiver))
                if (isGetter) yield return $"{receiver}.{name}";
        foreach (var receiver in Plain)
            foreach (var (name, isGetter) in MembersOf(receiver))
                foreach (var arguments in isGetter ? [] : SecretArguments)
                {
                    yield return $"{receiver}.{name}({arguments})";
                    // What it left behind, too.
                    yield return $"(r => (r.{name}({arguments}), [r, r.toString(), Array.from(r), r.lastIndex, r.size, r.length]))({receiver})";
                }
        foreach (var (name, value) in Globals.Names)
        {
            foreach (var arguments in SecretArguments.Concat(["steps.text, 36", "steps.text, 'https://a.b'"]))
            {
                yield return $"{name}({arguments})";
                yield return $"new {name}({arguments})";
            }
            if (value.Host is not HostObject host) continue;
            foreach (var (member, _) in host.Members)
                foreach (var arguments in SecretArguments.Concat(["[steps.text, steps.text], x => x", "[Buffer.from(steps.text)]", "steps.text, 16", "...steps.text", "steps.number, steps.number"]))
                    yield return $"{name}.{member}({arguments})";
        }
    }

    [Theory]
    [InlineData("'Bearer ' + steps.text")]
    [InlineData("steps.text + 1")]
    [InlineData("`x${steps.text}y`")]
    [InlineData("String.raw`x${steps.text}y`")]
    [InlineData("`${[steps.text]}`")]
    [InlineData("`${{ toString: () => steps.text }}`")]
    [InlineData("[steps.text] + ''")]
    [InlineData("({ valueOf: () => steps.number }) * 2")]
    [InlineData("-steps.number")]
    [InlineData("+steps.text")]
    [InlineData("~steps.number")]
    [InlineData("steps.number - 1")]
    [InlineData("2 ** steps.number")]
    [InlineData("steps.number % 7")]
    [InlineData("steps.number | 0")]
    [InlineData("steps.number >>> 1")]
    [InlineData("steps.text || 'x'")]
    [InlineData("'' || steps.text")]
    [InlineData("steps.text && steps.text")]
    [InlineData("steps.text ?? 'x'")]
    [InlineData("true ? steps.text : 'x'")]
    [InlineData("(1, steps.text)")]
    [InlineData("steps.text[0]")]
    [InlineData("steps.text.length")]
    [InlineData("steps.text.split('-').length")]
    [InlineData("[...steps.text].length")]
    [InlineData("steps.text.split('-')[1]")]
    [InlineData("[...steps.text]")]
    [InlineData("[...steps.text].map((c, i) => i)")]
    [InlineData("(([a, ...b]) => [a, b])(steps.text)")]
    [InlineData("(({ length }) => length)(steps.text)")]
    [InlineData("((...a) => a)(...steps.text)")]
    [InlineData("((a = steps.text) => a)()")]
    [InlineData("['a', 'b', 'c'][steps.number % 2 | 0]")]
    [InlineData("[{ a: 'x' }][steps.number * 0]")]
    [InlineData("({ 1234.5: 'x' })[steps.number]")]
    [InlineData("'abc'[steps.number * 0]")]
    [InlineData("[() => 'picked'][steps.number * 0]()")]
    [InlineData("[new Date(5)][steps.number * 0]")]
    [InlineData("[new Map([['a', 'b']])][steps.number * 0].get('a')")]
    [InlineData("new Map([[steps.text, 'v']]).get(steps.text)")]
    [InlineData("JSON.stringify({ a: [steps.text] })")]
    [InlineData("JSON.stringify({ a: { toJSON: () => steps.text } })")]
    [InlineData("JSON.stringify([1], (k, v) => k === '0' ? steps.text : v)")]
    [InlineData("JSON.stringify(new Date(steps.number))")]
    [InlineData("JSON.stringify({ b: Buffer.from(steps.text) })")]
    [InlineData("JSON.parse(steps.json)")]
    [InlineData("JSON.parse('[1]', (k, v) => k === '0' ? steps.text : v)")]
    [InlineData("'abc'.replace('b', steps.text)")]
    [InlineData("'abc'.replace(/b/, () => steps.text)")]
    [InlineData("steps.text.replace(/./g, c => c)")]
    [InlineData("steps.text.replace(/./g, 'x')")]
    [InlineData("((l) => (steps.text.replace(/./g, (c, i, whole) => (l.push(c, i, whole), c)), l))([])")]
    [InlineData("[steps.text, 'b'].join()")]
    [InlineData("[[[steps.text]]].toString()")]
    [InlineData("['b', steps.text].sort()[0]")]
    [InlineData("[steps.number].reduce((a, b) => a + b, 0)")]
    [InlineData("Math.max(1, steps.number)")]
    [InlineData("Math.max(...[steps.number])")]
    [InlineData("new Date(steps.number)")]
    [InlineData("new Date(steps.number).getTime()")]
    [InlineData("(d => (d.setTime(steps.number), d.toISOString()))(new Date(0))")]
    [InlineData("(d => (d.setTime(steps.number), [d]))(new Date(0))")]
    [InlineData("(u => (u.searchParams.set('k', steps.text), u.href))(new URL('https://a.b'))")]
    [InlineData("(u => (u.searchParams.set('k', steps.text), [u]))(new URL('https://a.b'))")]
    [InlineData("(p => (p.append('k', steps.text), p.toString()))(new URLSearchParams())")]
    [InlineData("Object.fromEntries(new URLSearchParams('a=' + 'b')) && new URLSearchParams({ a: steps.text }).get('a')")]
    [InlineData("Buffer.from('u:' + steps.text).toString('base64')")]
    [InlineData("Buffer.concat([Buffer.from('a'), Buffer.from(steps.text)]).toString()")]
    [InlineData("Buffer.from(steps.text)")]
    [InlineData("Buffer.from(steps.text)[0]")]
    [InlineData("crypto.createHmac('sha256', steps.text).update('x').digest('hex')")]
    [InlineData("crypto.createHash('sha256').update(steps.text).digest('base64')")]
    [InlineData("crypto.createHash('sha256').update(steps.text).digest()[0]")]
    [InlineData("(h => (h.update(steps.text), h.digest('hex')))(crypto.createHash('md5'))")]
    [InlineData("btoa(steps.text)")]
    [InlineData("encodeURIComponent(steps.text)")]
    [InlineData("structuredClone([steps.text])")]
    [InlineData("structuredClone(new Date(steps.number))")]
    [InlineData("Object.values(steps.list)")]
    [InlineData("Object.assign({}, { a: steps.text })")]
    [InlineData("({ ...{ a: steps.text } })")]
    [InlineData("Array.from(steps.text, c => c)")]
    [InlineData("Array.from({ length: 1, 0: steps.text })")]
    [InlineData("[1, 2, 3].slice(0, steps.number)")]
    [InlineData("'x'.repeat(steps.number / 1000)")]
    [InlineData("'abc'.padEnd(10, steps.text)")]
    [InlineData("(r => (r.test(steps.text), r.lastIndex))(/./g)")]
    [InlineData("(r => r.exec(steps.text))(/(.)(?<n>.)/).groups")]
    [InlineData("/(.)(?<n>.)/d.exec(steps.text).indices")]
    [InlineData("/(.)(.)/.exec(steps.text).index")]
    [InlineData("[...steps.text.matchAll(/./g)].map(m => m.index)")]
    [InlineData("[...new Set(steps.text)]")]
    [InlineData("new Set(steps.text).size")]
    [InlineData("Object.is(1, 1) && steps.object.token")]
    [InlineData("(f => f())(steps.text.trim.bind(steps.text))")]
    [InlineData("steps.text.trim.call(steps.text)")]
    [InlineData("[steps.text].map(String.prototype ?? (x => x))")]
    [InlineData("(a => (a.push(steps.text), a))([])")]
    [InlineData("(m => (m.set('k', steps.text), m.get('k')))(new Map())")]
    public void What_is_made_of_a_secret_is_a_secret(string source)
    {
        if (Expression.Parse(source) is ExpressionParse.Failed) return;
        var value = Try.Value(source, Scope);
        Unlabelled(value).ShouldBeEmpty(source);
        value.HasLabels.ShouldBeTrue(source);
    }

    [Theory]
    [InlineData("steps.text === 'a'")]
    [InlineData("steps.text == 'a-b-secret'")]
    [InlineData("steps.number > 3")]
    [InlineData("!steps.text")]
    [InlineData("steps.text.includes('a')")]
    [InlineData("/a/.test(steps.text)")]
    [InlineData("typeof steps.text")]
    [InlineData("steps.text ? 'yes' : 'no'")]
    [InlineData("steps.text && 'yes'")]
    [InlineData("'id' in steps.object")]
    [InlineData("steps.object.id")]
    [InlineData("Object.keys(steps.object)")]
    [InlineData("[steps.text, 'b'].includes('b')")]
    [InlineData("Array.isArray(steps.list)")]
    [InlineData("steps.plain.length")]
    [InlineData("[steps.object].length")]
    [InlineData("JSON.stringify({ a: steps.plain })")]
    [InlineData("[steps.text, 'b'].filter(x => x === 'b')")]
    [InlineData("[{ token: steps.text, id: 1 }].map(o => o.id)")]
    public void A_comparison_and_what_stands_beside_a_secret_are_not(string source) => Try.Value(source, Scope).HasLabels.ShouldBeFalse();

    [Theory]
    [InlineData("({ [steps.text]: 1 })", "the name of a property")]
    [InlineData("Object.fromEntries([[steps.text, 1]])", "the name of a property")]
    [InlineData("Object.groupBy([1], () => steps.text)", "the name of a property")]
    [InlineData("Array(steps.number)", "the length of an array")]
    [InlineData("Array.from({ length: steps.number })", "the length of an array")]
    [InlineData("[1, 2].splice(steps.number, 1)", "a place in an array")]
    [InlineData("[1, 2].fill(0, steps.number)", "a place in an array")]
    [InlineData("new RegExp('(?<' + steps.text + '>.)')", "")]
    public void A_secret_does_not_shape_a_container(string source, string what)
    {
        var error = Try.Error(source, Scope);
        error.Code.ShouldBeOneOf("expression_type", "expression_syntax");
        error.Message.ShouldContain(what);
        error.Message.ShouldNotContain("secret-");
        error.Message.ShouldNotContain("a-b");
    }

    [Fact]
    public void The_labels_of_two_secrets_are_both_there()
    {
        var scope = new EvaluationScope { Steps = Value.Object(("a", Value.From("x").With(Labels.Of(new Label("one")))), ("b", Value.From("y").With(Labels.Of(new Label("two"))))) };
        Try.Value("steps.a + steps.b", scope).ToString().ShouldBe("\"«one, two»\"");
        Try.Value("[steps.a, steps.b].join()", scope).ToString().ShouldBe("\"«one, two»\"");
    }

    [Fact]
    public void Only_what_reveal_stands_around_is_revealed()
    {
        IsRevealed("reveal(steps.text)").ShouldBeTrue();
        IsRevealed("reveal({ a: ['Bearer ' + steps.text] }).a[0]").ShouldBeTrue();
        IsRevealed("reveal(steps.text) + steps.number").ShouldBeFalse();
        IsRevealed("reveal(steps.text) + 1").ShouldBeTrue();
        IsRevealed("[reveal(steps.text), steps.number].join()").ShouldBeFalse();
        IsRevealed("(l => (reveal(l), l[0]))([steps.text])").ShouldBeFalse();
        Try.Value("reveal(steps.plain)", Scope).IsLabelled.ShouldBeFalse();

        static bool IsRevealed(string source) => Try.Value(source, Scope).Labels.ShouldNotBeNull().IsRevealed;
    }

    private static Value Secret(Value value) => value.With(Labels.Of(new Label("secret")));

    private static IEnumerable<(string Name, bool IsGetter)> MembersOf(string receiver)
    {
        var ev = new Engine.Expressions.Evaluating.Evaluator("", Scope, ExpressionLimits.Default);
        var value = Evaluate(receiver, ev);
        for (var members = Engine.Expressions.Evaluating.Properties.MembersOf(value); members is not null; members = members.Inherited)
        {
            foreach (var (name, member) in members)
                if (member.Host is Native) yield return (name, false);
            foreach (var (name, _) in members.Getters) yield return (name, true);
        }
    }

    private static Value Evaluate(string source, Engine.Expressions.Evaluating.Evaluator ev) =>
        Engine.Expressions.Syntax.Parser.Parse(source).Eval(ev, Engine.Expressions.Nodes.Frame.Outermost);

    /// <summary>The leaves without a label, but for booleans, which are what comparing gives, and for what is not there.</summary>
    private static IEnumerable<string> Unlabelled(Value value)
    {
        if (value.TryGetArray(out var list)) return list.SelectMany(i => Unlabelled(i));
        if (value.TryGetObject(out var map)) return map.SelectMany(p => Unlabelled(p.Value).Select(l => p.Key + "=" + l));
        return value.IsLabelled || value.Kind is ValueKind.Undefined or ValueKind.Boolean ? [] : [value.ToString()];
    }
}
