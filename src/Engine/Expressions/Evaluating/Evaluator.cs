using System.Diagnostics;
using System.Runtime.CompilerServices;
using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Evaluating;

/// <summary>One evaluation under way: what it sees, what it has used up, and its own copies of the shared data that it changed.</summary>
internal sealed class Evaluator
{
    private const int Slice = 1024;
    private readonly string _source;
    private readonly ExpressionLimits _limits;
    private readonly long _maxBytes;
    private long _spent;
    private int _slice;
    private int _fuel;
    private long _started;
    private long _bytes;
    private int _depth;
    private Value _now;
    private Dictionary<object, object>? _changed;
    private Dictionary<ArrayValue, MatchDetails>? _matches;

    public Evaluator(string source, EvaluationScope scope, ExpressionLimits limits)
    {
        _source = source;
        Scope = scope;
        _limits = limits;
        _maxBytes = limits.MaxOutputBytes;
        _fuel = _slice = Math.Min(Slice, limits.MaxSteps);
    }

    public EvaluationScope Scope { get; }

    /// <summary>Where an error points at: kept by every node before it does what may fail.</summary>
    public int Position { get; set; }

    public int MaxDepth => _limits.MaxDepth;
    public long MaxBytes => _maxBytes;

    public double NowMilliseconds => Scope.Now.ToUnixTimeMilliseconds();

    public Value Now => _now.IsUndefined ? _now = Value.FromHost(new DateObject(NowMilliseconds)) : _now;

    /// <summary>Counts steps; every thousand or so it looks at the clock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Charge(int steps)
    {
        if ((_fuel -= steps) < 0) Refuel();
    }

    /// <summary>Counts the work of reading or copying a text.</summary>
    public void ChargeText(long length) => Charge((int)Math.Min(length >> 6, int.MaxValue));

    private void Refuel()
    {
        _spent += (long)_slice - _fuel;
        if (_spent > _limits.MaxSteps) throw LimitError("the expression takes too many steps");
        // The machine's clock and not a TimeProvider: a test's clock stands still while an endless expression runs.
        var now = Stopwatch.GetTimestamp();
        if (_started == 0) _started = now;
        else if (Stopwatch.GetElapsedTime(_started, now) > _limits.MaxTime) throw LimitError("the expression takes too long");
        _fuel = _slice = (int)Math.Min(Slice, _limits.MaxSteps - _spent);
    }

    /// <summary>Counts memory before it is taken, and the work of filling it.</summary>
    public void Allocate(long bytes)
    {
        _bytes += bytes;
        if (_bytes > _maxBytes) throw LimitError("the expression builds too much text or too large collections");
        ChargeText(bytes);
    }

    public void AllocateText(long length) => Allocate(length);

    public void AllocateItems(long count) => Allocate(count * 16);

    /// <summary>A call within a call, or a container within a container.</summary>
    public void Enter()
    {
        Charge(1);
        if (++_depth > _limits.MaxDepth) throw LimitError("the expression nests too deeply");
        EnsureStack();
    }

    /// <summary>
    /// Makes sure of 128 KiB of the thread's stack: enough for an expression of the greatest depth but for its calls, which therefore each ask again.
    /// </summary>
    public void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw LimitError("the expression nests too deeply");
    }

    public void Leave() => _depth--;

    /// <summary>What an array holds now: its own items, or this evaluation's copy of them when it changed shared data.</summary>
    public ArrayValue Current(ArrayValue list) => _changed is not null && _changed.TryGetValue(list, out var copy) ? (ArrayValue)copy : list;

    public ObjectValue Current(ObjectValue map) => _changed is not null && _changed.TryGetValue(map, out var copy) ? (ObjectValue)copy : map;

    /// <summary>The items to change. Shared data is never changed: it gets a copy that this evaluation sees in its place.</summary>
    public List<Value> Changeable(ArrayValue list)
    {
        var current = Current(list);
        if (!current.IsFrozen) return current.Items;
        AllocateItems(current.Count);
        var copy = new ArrayValue([.. current.Items]);
        (_changed ??= new(ReferenceEqualityComparer.Instance))[list] = copy;
        return copy.Items;
    }

    public ObjectValue Changeable(ObjectValue map)
    {
        var current = Current(map);
        if (!current.IsFrozen) return current;
        AllocateItems(current.Count);
        var copy = current.Copy();
        (_changed ??= new(ReferenceEqualityComparer.Instance))[map] = copy;
        return copy;
    }

    /// <summary>What a regular expression's match says beside its texts: <c>index</c>, <c>input</c>, <c>groups</c>.</summary>
    public void Describe(ArrayValue match, MatchDetails details) => (_matches ??= new(ReferenceEqualityComparer.Instance))[match] = details;

    public MatchDetails? DetailsOf(ArrayValue match) => _matches is not null && _matches.TryGetValue(match, out var details) ? details : null;

    public Random Random => Scope.Random ?? throw TypeError("random values are not available here");

    public EvaluationStopped TypeError(string message) => Error(ErrorCodes.Type, message);
    public EvaluationStopped RangeError(string message) => Error(ErrorCodes.Range, message);
    public EvaluationStopped SyntaxError(string message) => Error(ErrorCodes.Syntax, message);
    public EvaluationStopped LimitError(string message) => Error(ErrorCodes.Limit, message);

    /// <summary>Reading below undefined or null; says which name in the text it was.</summary>
    public EvaluationStopped CannotRead(Node at, Node target, in Value value, string? name)
    {
        Position = at.Position;
        return TypeError($"{target.Name} is {To.TypeName(value)}, so {(name is null ? "nothing can" : "'" + name + "' cannot")} be read from it; '?.' allows for that");
    }

    private EvaluationStopped Error(string code, string message)
    {
        var (line, column) = Place.Of(_source, Position);
        return new EvaluationStopped(new Evaluation.Failed(new ExpressionError(code, message, line, column)));
    }
}

/// <summary>Ends an evaluation; caught by <see cref="Expression.Evaluate"/> and nowhere else, since an expression has no way to catch.</summary>
internal sealed class EvaluationStopped(Evaluation outcome) : Exception
{
    public Evaluation Outcome => outcome;
}

/// <summary>What stands beside the texts of a match.</summary>
internal sealed record MatchDetails(Value Index, Value Input, Value Groups, Value Indices);
