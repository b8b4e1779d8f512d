using Spectre.Console;
using Striate.Codegen;

namespace Striate.Cli.Presentation;

/// <summary>What a network takes of the heap, as tables.</summary>
internal static class MemoryMapTable
{
    public static void Draw(Screen screen, MemoryMap map)
    {
        var maps = screen.Table("feature map", "shape", "offset", "bytes", "written by", "last read by");
        foreach (var buffer in map.Buffers)
        {
            maps.AddRow(
                Markup.Escape(buffer.Name),
                buffer.Shape,
                Format.Count(buffer.Offset),
                Format.Count(buffer.Bytes),
                buffer.First < 0 ? "caller" : $"layer {buffer.First}",
                $"layer {buffer.Last}"
            );
        }

        screen.Write(maps);
        screen.Line();
        var heap = screen.Table("on the heap", "layer", "bytes");
        foreach (var entry in map.Objects)
        {
            heap.AddRow(entry.What, Markup.Escape(entry.Layer ?? ""), Format.Count(entry.Bytes));
        }

        heap.AddRow("objects", "", Format.Count(map.ObjectBytes));
        heap.AddRow("frames of the deepest call", "", Format.Count(map.FrameBytes));
        heap.AddRow("loader's tables of the assemblies, about", "", Format.Count(map.AssemblyBytes));
        heap.AddRow("total", "", Format.Count(map.TotalBytes));
        screen.Write(heap);
    }
}
