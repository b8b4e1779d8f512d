using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>The versions of nanoFramework's firmware that something holds for.</summary>
/// <param name="Since">The first.</param>
/// <param name="Until">The first that it no longer holds for; null: it holds to this day.</param>
public sealed record FirmwareGeneration(Version Since, Version? Until)
{
    private const int AnyBuild = int.MaxValue;

    /// <summary>Whether it holds for every build of a version; "1.12" names all of 1.12, "1.12.4.289" one build.</summary>
    public bool Holds(Version firmware) => Since <= Filled(firmware, 0) && (Until is null || Filled(firmware, AnyBuild) < Until);

    /// <summary>Such as "1.10.0 to before 1.14.0" and "1.14.0 and later".</summary>
    public override string ToString() => Until is null ? $"{Since} and later" : $"{Since} to before {Until}";

    /// <summary>The one of several rows, newest first, that holds for a version; the newest without one.</summary>
    /// <exception cref="StriateException">None is known to; the message lists the generations there are.</exception>
    internal static T Select<T>(ImmutableArray<T> rows, Func<T, FirmwareGeneration> generation, Version? firmware, string what)
        where T : class =>
        firmware is null
            ? rows[0]
            : rows.FirstOrDefault(row => generation(row).Holds(firmware))
                ?? throw new StriateException(
                    ErrorKind.Usage,
                    $"no {what} is known for firmware {firmware}; known are {string.Join(", ", rows.Select(generation))}"
                );

    private static Version Filled(Version version, int missing) =>
        new(version.Major, version.Minor, version.Build < 0 ? missing : version.Build, version.Revision < 0 ? missing : version.Revision);
}

/// <summary>Where in flash an application lies.</summary>
/// <param name="Generation">The firmware that has it there.</param>
/// <param name="Address">First byte.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Source">File and commit that say so.</param>
public sealed record DeploymentPartition(FirmwareGeneration Generation, long Address, long Bytes, string Source)
{
    /// <summary>The address as tools take it, such as 0x1E0000.</summary>
    public string AddressText => FormattableString.Invariant($"0x{Address:X}");
}

/// <summary>A build of nanoFramework's runtime.</summary>
/// <param name="Generation">The firmware versions that it has this name in.</param>
/// <param name="Name">Its name, as nanoff takes it.</param>
public sealed record RuntimeImage(FirmwareGeneration Generation, string Name);
