using System.Diagnostics;
using Keyway.Engine.Expressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>An expression without end or measure ends with an error, soon, and before it has taken much memory.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("'a'.repeat(1e9)")]
    [InlineData("'a'.repeat(2 ** 52)")]
    [InlineData("'a'.padEnd(1e9)")]
    [InlineData("'a'.padStart(Infinity, 'xy')")]
    [InlineData("Array(1e9).fill(0)")]
    [InlineData("new Array(4294967295)")]
    [InlineData("Array.from({ length: 1e9 })")]
    [InlineData("Array.from({ length: 1e300 }, (_, i) => i)")]
    [InlineData("[...Array(1e7).keys()]")]
    [InlineData("Math.max(...Array(1e7))")]
    [InlineData("[...Array(1000)].map(() => [...Array(1000)].map(() => [...Array(1000)]))")]
    [InlineData("[...Array(1e5)].map((_, i) => [...Array(100)].map(j => i * j))")]
    [InlineData("[...Array(100)].reduce(s => s + s, 'ab')")]
    [InlineData("[...Array(100)].reduce(s => `${s}${s}`, 'ab')")]
    [InlineData("[...Array(100)].reduce(s => s.concat(s), 'ab')")]
    [InlineData("[...Array(100)].reduce(s => [s, s].join(), 'ab')")]
    [InlineData("[...Array(100)].reduce(s => s.replaceAll('a', 'aa'), 'ab')")]
    [InlineData("[...Array(100)].reduce(s => s.replace(/./g, '$&$&'), 'ab')")]
    [InlineData("[...Array(100)].reduce(s => s.split('').join('--'), 'ab')")]
    [InlineData("[...Array(100)].reduce(s => encodeURIComponent(s + s), '%')")]
    [InlineData("[...Array(100)].reduce(s => btoa(s), 'ab')")]
    [InlineData("[...Array(100)].reduce(s => JSON.stringify(s), '\"')")]
    [InlineData("[...Array(100)].reduce(a => [...a, ...a], [1])")]
    [InlineData("[...Array(100)].reduce(a => a.concat(a), [1])")]
    [InlineData("[...Array(100)].reduce(a => (a.push(...a), a), [1])")]
    [InlineData("[...Array(100)].reduce(b => Buffer.concat([b, b]), Buffer.from('ab'))")]
    [InlineData("[...Array(60)].reduce(x => [x, x], 1)")]
    [InlineData("String([...Array(60)].reduce(x => [x, x], 1))")]
    [InlineData("JSON.stringify([...Array(60)].reduce(x => [x, x], 1))")]
    [InlineData("JSON.stringify([...Array(60)].reduce(x => ({ a: x, b: x }), 1))")]
    [InlineData("[...Array(60)].reduce(x => [x, x], 1).flat(Infinity)")]
    [InlineData("[...Array(60)].reduce(x => new Map([[x, x]]), 1).get(1) ?? JSON.stringify([...Array(60)].reduce(x => [x, x], [{}]))")]
    [InlineData("Array(1000).fill('a'.repeat(1e6))")]
    [InlineData("Array(1000).fill(steps.big)")]
    [InlineData("[...Array(1000)].reduce(x => [x], 1)")]
    [InlineData("String([...Array(1000)].reduce(x => [x], 1))")]
    [InlineData("JSON.stringify([...Array(1000)].reduce(x => [x], 1))")]
    [InlineData("structuredClone([...Array(1000)].reduce(x => [x], 1))")]
    [InlineData("[...Array(1000)].reduce(x => [x], 1).flat(Infinity)")]
    [InlineData("((a) => (a.push(a), a))([])")]
    [InlineData("((a) => (a.push(a), String(a)))([])")]
    [InlineData("((a) => (a.push(a), reveal(a)))([])")]
    [InlineData("((m) => (m.set('m', m), m.set('k', steps.secret), crypto.createHash('md5').update('x') && [m].join()))(new Map())")]
    [InlineData("JSON.parse('['.repeat(100000))")]
    [InlineData("JSON.parse('['.repeat(1000) + ']'.repeat(1000))")]
    [InlineData("(f => f(f))(f => f(f))")]
    [InlineData("((f, n) => f(f, n))((f, n) => f(f, n + 1) + 1, 0)")]
    [InlineData("(a => a[0](a))([a => a[0](a)])")]
    [InlineData("(o => o.f(o))({ f: o => o.f(o) })")]
    [InlineData("(f => f.call(null, f))(f => f.call(null, f))")]
    [InlineData("(f => [1].map(() => f(f)))(f => [1].map(() => f(f)))")]
    [InlineData("(f => 'a'.replace(/a/, () => f(f)))(f => 'a'.replace(/a/, () => f(f)))")]
    [InlineData("(o => (Object.assign(o, { toString: () => `${o}` }), `${o}`))({})")]
    [InlineData("[...Array(1e4)].reduce(f => f.bind(null), x => x)()")]
    [InlineData("(m => m.forEach((v, k) => m.set(k + 1, v)))(new Map([[0, 0]]))")]
    [InlineData("(s => s.forEach(v => s.add(v + 1)))(new Set([0]))")]
    [InlineData("/(a+)+$/.test('a'.repeat(60) + 'b')")]
    [InlineData("/(.*)*x/.test('a'.repeat(60))")]
    [InlineData("/(?:a|a)*b/.test('a'.repeat(60))")]
    [InlineData("/^(?:(a*)*)*$/.test('a'.repeat(60) + 'b')")]
    [InlineData("/(?=(a+)+$)b/.test('a'.repeat(60) + 'b')")]
    [InlineData("/(x+x+)+y/.exec('x'.repeat(60))")]
    [InlineData("/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60))")]
    [InlineData("'a'.repeat(50000).replace(/a*b/g, '')")]
    [InlineData("/(?:){1000000000}x{999999999}/.test('x'.repeat(1000))  || /(?:a{0,1000000000}){1000000000}b/.test('a'.repeat(60))")]
    [InlineData("new RegExp('a'.repeat(1e7))")]
    [InlineData("Buffer.alloc(1e9)")]
    [InlineData("Buffer.from('a'.repeat(1e7)).toString('hex')")]
    [InlineData("[...Array(1e5).keys()].sort((a, b) => [...Array(100)].length)")]
    [InlineData("Object.fromEntries([...Array(1e6).keys()].map(i => [i, i]))")]
    [InlineData("'x'.repeat(3e6).split('').map(c => c)")]
    [InlineData("[...Array(5000)].map(() => steps.big.localeCompare(steps.big + 'x'))")]
    [InlineData("[...Array(50000)].map(() => steps.big.toUpperCase())")]
    [InlineData("[...Array(500000)].map(() => steps.big.indexOf('zzz'))")]
    public void It_ends_with_a_limit(string source)
    {
        var expression = Try.Parse(source);
        var scope = new EvaluationScope { Steps = Big };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        expression.Evaluate(scope, ExpressionLimits.Default).ShouldBeOfType<Evaluation.Failed>().Error.Code.ShouldBe("expression_limit");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8), "the limits stop it, not our patience");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400_000_000);
    }

    [Theory]
    [InlineData("((f, n) => f(f, n))((f, n) => n < 1 ? 0 : 1 + f(f, n - 1), 200)", "200")]
    [InlineData("[...Array(20000).keys()].map(i => i * 2).filter(i => i % 3 === 0).reduce((a, b) => a + b, 0)", "133326666")]
    [InlineData("[...Array(2000).keys()].reduce((s, i) => s + 'line ' + i + '\\n', '').length", "18890")]
    [InlineData("JSON.stringify(JSON.parse('[' + '1,'.repeat(20000) + '1]')).length", "40003")]
    [InlineData("[...Array(5000).keys()].map(i => String((i * 7919) % 5000)).sort().length", "5000")]
    [InlineData("'word '.repeat(20000).split(' ').map(w => w.toUpperCase()).join(' ').length", "100000")]
    [InlineData("'a1b2'.repeat(5000).replace(/\\d/g, d => d * 2).length", "20000")]
    public void Honest_work_does_not(string source, string result) => Try.Json(source).ShouldBe(result);

    [Fact]
    public void Small_limits_are_kept_too()
    {
        Fails("[1, 2, 3].map(x => x)", new ExpressionLimits(2, TimeSpan.FromSeconds(1), 256, 1000)).ShouldContain("steps");
        Fails("'a'.repeat(2000)", new ExpressionLimits(1000, TimeSpan.FromSeconds(1), 256, 1000)).ShouldContain("text");
        Fails("steps.big", new ExpressionLimits(1000, TimeSpan.FromSeconds(1), 256, 1000), "[steps.big]").ShouldContain("result");
        Fails("(f => f(f, 0))((f, n) => n > 9 ? 1 : f(f, n + 1))", new ExpressionLimits(1000, TimeSpan.FromSeconds(1), 5, 1000)).ShouldContain("deeply");
        Fails("[...Array(1e5).keys()].map(x => x)", new ExpressionLimits(int.MaxValue, TimeSpan.Zero, 5, int.MaxValue)).ShouldContain("long");
    }

    [Fact]
    public void A_small_stack_is_enough()
    {
        var nested = string.Concat(Enumerable.Repeat("Math.abs(", 120)) + "f(f)" + new string(')', 120);
        string[] sources =
        [
            $"(f => f(f))(f => {nested})", "(f => f(f))(f => f(f))", string.Concat(Enumerable.Repeat("[", 250)) + string.Concat(Enumerable.Repeat("]", 250)), new string('(', 100_000),
            "/" + string.Concat(Enumerable.Repeat("(?:", 190)) + string.Concat(Enumerable.Repeat(")*", 190)) + "/.test('a')", "((a) => (a.push(a), a))([])",
        ];
        foreach (var source in sources)
        {
            var thread = new Thread(() =>
            {
                if (Expression.Parse(source) is ExpressionParse.Parsed { Expression: var expression }) expression.Evaluate(Try.Scope, ExpressionLimits.Default);
            }, 256 * 1024);
            thread.Start();
            thread.Join();
        }
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("[", 100_000)]
    [InlineData("{a:", 50_000)]
    [InlineData("!", 100_000)]
    [InlineData("-", 100_000)]
    [InlineData("- -", 50_000)]
    [InlineData("a=>", 50_000)]
    [InlineData("(a=", 50_000)]
    [InlineData("({a:", 50_000)]
    [InlineData("([", 50_000)]
    [InlineData("`${", 50_000)]
    [InlineData("1?", 100_000)]
    [InlineData("1**", 50_000)]
    [InlineData("typeof ", 30_000)]
    [InlineData("new ", 50_000)]
    [InlineData("Math.abs(", 20_000)]
    [InlineData("Math[", 40_000)]
    [InlineData("/(", 100_000)]
    public void A_text_that_nests_without_end_is_refused(string part, int times)
    {
        var clock = Stopwatch.StartNew();
        var error = ((ExpressionParse.Failed)Expression.Parse(string.Concat(Enumerable.Repeat(part, times)))).Error;
        error.Code.ShouldBeOneOf("expression_limit", "expression_syntax");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_long_text_is_not_a_deep_one()
    {
        Try.Json(string.Join(" + ", Enumerable.Repeat("1", 20_000))).ShouldBe("20000");
        Try.Json("[" + string.Join(", ", Enumerable.Repeat("1", 20_000)) + "].length").ShouldBe("20000");
        Try.Error(new string(' ', 300_000)).Code.ShouldBe("expression_limit");
    }

    private static readonly Value Big = Containers.Freeze(Value.Object(("big", new string('x', 100_000)), ("secret", Value.From("s").With(Labels.Of(new Label("s"))))));

    private static string Fails(string name, ExpressionLimits limits, string? source = null)
    {
        var error = Try.Parse(source ?? name).Evaluate(new EvaluationScope { Steps = Big }, limits).ShouldBeOfType<Evaluation.Failed>().Error;
        error.Code.ShouldBe("expression_limit");
        return error.Message;
    }
}
