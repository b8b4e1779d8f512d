using System.Diagnostics;
using System.Text.RegularExpressions;
using Striate.Platform;

namespace Striate.UnitTests.Documents;

/// <summary>Headless Chromium, where a computer has it; tests that need it are skipped elsewhere.</summary>
internal static partial class Browser
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    // Of every element what it holds may not be wider than itself, and of the page nothing may lie beyond the window.
    private const string Measure = """
        <script>
        addEventListener('load', () => {
          document.querySelectorAll('details').forEach(part => { part.open = true; });
          const wide = [...document.querySelectorAll('body, body *')].filter(part => !(part instanceof SVGElement) && getComputedStyle(part).display !== 'inline' && part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0);
          const out = [...document.querySelectorAll('body *')].filter(part => { const box = part.getBoundingClientRect(); return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1); });
          const text = [...document.querySelectorAll('svg text')].filter(part => { const box = part.getBBox(), view = part.ownerSVGElement.viewBox.baseVal; return box.x < -1 || box.x + box.width > view.width + 1 || box.y + box.height > view.height + 2; });
          const told = part => part.tagName + ' ' + part.textContent.slice(0, 40);
          const result = document.createElement('pre');
          result.id = 'measured';
          result.textContent = ['width ' + innerWidth, 'page ' + document.documentElement.scrollWidth, 'paper ' + getComputedStyle(document.body).backgroundColor,
            'ink ' + getComputedStyle(document.body).color, ...[...wide, ...out, ...text].map(part => 'over ' + told(part).replaceAll('\n', ' '))].join('\n');
          document.body.append(result);
        });
        </script>
        """;

    /// <summary>The program; the test is skipped where there is none.</summary>
    public static string Required()
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder =>
                new[] { "chromium", "chromium-browser", "google-chrome", "chrome.exe" }.Select(name => Path.Combine(folder, name))
            )
            .FirstOrDefault(File.Exists);
        Assert.SkipUnless(found is not null, "no Chromium on this computer: install the package chromium to look at pages");
        return found!;
    }

    /// <summary>Lines that a page gives when it is laid out: width, page, paper, ink, and every element that overflows.</summary>
    /// <param name="page">The page; a copy without its policy, with all details open, is measured.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="isDark">Whether the reader prefers dark pages.</param>
    public static string[] Lines(string page, int width, bool isDark)
    {
        var text = Policy().Replace(File.ReadAllText(page), "").Replace("</body>", Measure + "</body>", StringComparison.Ordinal);
        var copy = Path.ChangeExtension(page, ".measured.html");
        File.WriteAllText(copy, text);
        var run = Run([.. Options(width, 2000, isDark), "--virtual-time-budget=5000", "--dump-dom", "file://" + copy]);
        return Measured().Match(run).Groups[1].Value.Split('\n');
    }

    /// <summary>A picture of the page's top.</summary>
    public static void Picture(string page, string file, int width, int height, bool isDark) =>
        Run([.. Options(width, height, isDark), "--screenshot=" + file, "file://" + page]);

    private static string[] Options(int width, int height, bool isDark) =>
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            $"--window-size={width},{height}",
            .. isDark ? ["--force-dark-mode"] : Array.Empty<string>(),
        ];

    private static string Run(string[] arguments)
    {
        var profile = Directory.CreateTempSubdirectory("striate-browser-");
        try
        {
            var run = ExternalCommand.Run(
                Required(),
                ["--user-data-dir=" + profile.FullName, .. arguments],
                s_limit,
                cancellation: TestContext.Current.CancellationToken
            );
            run.ExitCode.ShouldBe(0, run.Output);
            return run.Output;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    [GeneratedRegex("<pre id=\"measured\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Measured();
}
