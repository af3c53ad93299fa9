using System.Linq.Expressions;
using System.Reflection;
using Azure.Data.Tables.Entities;

namespace Azure.Data.Tables.Queries;

/// <summary>A C# condition on an entity as a filter: comparisons of one property with a value, and, or, not.</summary>
internal static class FilterExpression
{
    /// <exception cref="NotSupportedException">The condition has something that the service can't evaluate.</exception>
    public static string Of<T>(Expression<Func<T, bool>> filter) => Condition(filter.Body, filter.Parameters[0]);

    private static string Condition(Expression expression, ParameterExpression entity) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } both
            => $"({Condition(both.Left, entity)}) and ({Condition(both.Right, entity)})",
        BinaryExpression { NodeType: ExpressionType.OrElse } either
            => $"({Condition(either.Left, entity)}) or ({Condition(either.Right, entity)})",
        UnaryExpression { NodeType: ExpressionType.Not } not => $"not ({Condition(not.Operand, entity)})",
        BinaryExpression comparison => Comparison(comparison, entity),
        MethodCallExpression { Method: { Name: nameof(string.Equals), DeclaringType: var type } } call
            when type == typeof(string) && call.Arguments.All(a => a.Type == typeof(string))
            => Compared(call.Object ?? call.Arguments[0], "eq", call.Arguments[^1], entity),
        _ when expression.Type == typeof(bool) && NameOf(expression, entity) is { } flag => $"{flag} eq true",
        _ => throw NotSupported(expression),
    };

    private static string Comparison(BinaryExpression comparison, ParameterExpression entity)
    {
        string operation = Operator(comparison);
        return comparison.Left is MethodCallExpression call && IsStringComparison(call) && Value(comparison.Right) is 0
            ? Compared(call.Object ?? call.Arguments[0], operation, call.Arguments[^1], entity)
            : Compared(comparison.Left, operation, comparison.Right, entity);
    }

    private static string Compared(Expression left, string operation, Expression right, ParameterExpression entity)
        => NameOf(left, entity) is { } name ? $"{name} {operation} {LiteralLike(left, right)}"
            : NameOf(right, entity) is { } other ? $"{LiteralLike(right, left)} {operation} {other}"
            : throw NotSupported(left);

    // An enum is compared through its number in C#, and stored by its name.
    private static string LiteralLike(Expression property, Expression value)
    {
        Type type = Nullable.GetUnderlyingType(Bare(property).Type) ?? Bare(property).Type;
        object? literal = Value(value);
        return FilterText.Literal(type.IsEnum && literal is not null ? Enum.ToObject(type, literal) : literal);
    }

    private static string? NameOf(Expression expression, ParameterExpression entity) => Bare(expression) switch
    {
        MemberExpression { Expression: { } owner } member when Bare(owner) == entity => EntityType.NameOf(member.Member),
        MemberExpression { Member.Name: "Value", Expression: { } nullable } when Nullable.GetUnderlyingType(nullable.Type) is not null
            => NameOf(nullable, entity),
        MethodCallExpression { Object: { } row, Arguments: [var key, ..] } call
            when Bare(row) == entity && (call.Method.Name == "get_Item" || call.Method.Name.StartsWith("Get", StringComparison.Ordinal))
            => (string?)Value(key),
        _ => null,
    };

    private static Expression Bare(Expression expression)
        => expression is UnaryExpression { NodeType: ExpressionType.Convert } cast ? Bare(cast.Operand) : expression;

    private static bool IsStringComparison(MethodCallExpression call)
        => call.Method.DeclaringType == typeof(string)
            && call.Method.Name is nameof(string.Compare) or nameof(string.CompareTo)
            && call.Arguments.All(a => a.Type == typeof(string));

    private static object? Value(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(member.Expression is null ? null : Value(member.Expression)),
        _ => Expression.Lambda(expression).Compile(preferInterpretation: true).DynamicInvoke(),
    };

    private static string Operator(BinaryExpression comparison) => comparison.NodeType switch
    {
        ExpressionType.Equal => "eq",
        ExpressionType.NotEqual => "ne",
        ExpressionType.LessThan => "lt",
        ExpressionType.LessThanOrEqual => "le",
        ExpressionType.GreaterThan => "gt",
        ExpressionType.GreaterThanOrEqual => "ge",
        _ => throw NotSupported(comparison),
    };

    private static NotSupportedException NotSupported(Expression expression) => new($"A filter can't say '{expression}'.");
}
