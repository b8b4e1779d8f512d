using System.Collections.Concurrent;
using Scriban;
using Scriban.Runtime;

namespace Striate.Codegen.Rendering;

/// <summary>The Scriban templates of this assembly, parsed once. Each renders from one anonymous object of numbers and text.</summary>
internal static class Templates
{
    // Functions that write what the static class and that with instances have in common; each says what its members look like.
    private const string Members = "members";

    private static readonly string[] s_withMembers = ["network", "instance"];

    private static readonly ConcurrentDictionary<string, Template> s_parsed = new(StringComparer.Ordinal);

    /// <summary>
    /// Renders the template <paramref name="name"/>.sbncs; properties of <paramref name="model"/> are in snake_case there.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such template, it does not parse, or it names an unknown
    /// variable.</exception>
    public static string Render(string name, object model)
    {
        var values = new ScriptObject();
        values.Import(model);
        var context = new TemplateContext
        {
            StrictVariables = true,
            LoopLimit = 0,
            LimitToString = 0,
            NewLine = "\n",
        };
        context.PushGlobal(values);
        return s_parsed.GetOrAdd(name, Parse).Render(context);
    }

    private static Template Parse(string name)
    {
        var text = s_withMembers.Contains(name) ? TextOf(Members) + TextOf(name) : TextOf(name);
        var template = Template.Parse(text, name);
        return template.HasErrors ? throw new InvalidOperationException($"template '{name}': {template.Messages}") : template;
    }

    private static string TextOf(string name)
    {
        var resource = name + ".sbncs";
        using var stream =
            typeof(Templates).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"there is no template '{resource}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
