using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;

namespace Azure.Data.Tables.Entities;

/// <summary>
/// The properties of a class of entities beside the four that every entity has: all public ones, under the name that
/// <see cref="DataMemberAttribute"/> gives, without those that <see cref="IgnoreDataMemberAttribute"/> marks.
/// </summary>
internal sealed class EntityType
{
    private static readonly ConcurrentDictionary<Type, EntityType> Known = new();

    private EntityType(Type type)
        => Properties =
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(p => p.GetIndexParameters().Length == 0
                    && typeof(ITableEntity).GetProperty(p.Name) is null
                    && !p.IsDefined(typeof(IgnoreDataMemberAttribute), inherit: true))
                .Select(p => (NameOf(p), p)),
        ];

    public IReadOnlyList<(string Name, PropertyInfo Property)> Properties { get; }

    public static EntityType Of(Type type) => Known.GetOrAdd(type, static t => new EntityType(t));

    /// <summary>The name that a property has in the table.</summary>
    public static string NameOf(MemberInfo property) => property.GetCustomAttribute<DataMemberAttribute>(inherit: true)?.Name ?? property.Name;
}
