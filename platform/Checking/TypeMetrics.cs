namespace Striate.Platform.Checking;

/// <summary>The sizes of a type that the platform limits.</summary>
/// <param name="Name">Full name; nested types after a plus sign.</param>
/// <param name="StaticFields">Static fields, constants not counted.</param>
/// <param name="InstanceFields">Instance fields.</param>
/// <param name="StaticMethods">Static methods, the type initialiser included.</param>
/// <param name="InstanceMethods">Instance methods that are not virtual, constructors included.</param>
/// <param name="VirtualMethods">Virtual methods.</param>
public sealed record TypeMetrics(
    string Name,
    int StaticFields,
    int InstanceFields,
    int StaticMethods,
    int InstanceMethods,
    int VirtualMethods
);
