"""report.py JSON [README SVG]: the table of a run of the bench. With README and SVG it is put between
the two marks of the one, and drawn to the other."""
import json
import math
import re
import sys
from xml.sax.saxutils import escape

MARKS = "<!-- made by make bench-readme -->\n", "<!-- end of what make bench-readme makes -->\n"


# ---- what a run says ----

def best(row, *roles):
    """The best of the row's tools in these roles that have a result, or None."""
    tools = [tool for tool in row["tools"] if tool["role"] in roles and "median" in tool]
    return (max if is_rate(row) else min)(tools, key=lambda tool: tool["median"], default=None)


def usual(row):
    return next((tool for tool in row["tools"] if tool["role"] == "usual"), None)


def is_rate(row):
    return row["unit"].endswith("/s")


def times(row, tool, base):
    """How many times as long as the base the tool takes; of one that was stopped, at least."""
    if not tool or not base:
        return None
    if "median" not in tool:
        late = re.fullmatch(r"over (\d+) s", tool["status"])
        return int(late.group(1))*1000/base["median"] if late and row["unit"] == "ms" else None
    return base["median"]/tool["median"] if is_rate(row) else tool["median"]/base["median"]


def head(run):
    return (f"{run['date'][:16].replace('T', ' at ')} UTC, {run['machine']} with {run['cores']} cores, {run['system']}, "
            f"{run['compiler']}, load {run['load']:.1f}; medians of {run['rounds']} turns")


# ---- the table ----

def show(x, digits=3):
    return f"{x:,.0f}" if x >= 10**(digits - 1) else f"{x:.{digits}g}"


def own_cell(row, dcalc):
    if not dcalc:
        return ""
    memory = f", {dcalc['kib']/1024:.1f} MiB" if "kib" in dcalc else ""
    return f"{show(dcalc['median'])} {row['unit']}{memory}"


def cell(row, tool, dcalc):
    if not tool:
        return ""
    ratio = times(row, tool, dcalc)
    if "median" not in tool:
        return f"{tool['tool']} {tool['status']}"
    return f"{show(tool['median'])} {tool['tool']}" + (f" ({show(ratio, 2)})" if ratio else "")


def table(run):
    yield "work", "dcalc", "limit", "best peer", "usual tool"
    for row in run["rows"]:
        dcalc = best(row, "dcalc")
        yield (row["what"], own_cell(row, dcalc),
               *(cell(row, tool, dcalc) for tool in (best(row, "limit"), best(row, "peer", "usual"), usual(row))))


def as_text(run):
    goals = ["goal"] + [f"{row['goal']:g}" if "goal" in row else "" for row in run["rows"]]
    lines = [(*line, goal) for line, goal in zip(table(run), goals)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join([head(run), "In brackets: how many times as long as dcalc it takes.", "",
                      *("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)])


def as_markdown(run):
    first, *rest = table(run)
    return "".join(f"| {' | '.join(line)} |\n" for line in (first, ["---"]*len(first), *rest))


# ---- the picture: times the limit, on a logarithmic scale ----

# On a white card, so that it reads alike on light pages and dark ones.
STYLE = """
  .card { fill: #fff; stroke: #d0d7de } text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .quiet { fill: #57606a; font-size: 11px } .line { stroke: #d8dee4 } .limit { stroke: #1f2328; stroke-width: 1.5 }
  .dcalc { fill: #0969da; stroke: #0969da } .peer { fill: #bc4c00 } .usual { fill: #8250df }"""
LEFT, RIGHT, STEP, TOP = 500, 1010, 24, 58
WIDTH = 1290


def picture(run):
    rows = []
    for row in run["rows"]:
        limit = best(row, "limit")
        if limit and best(row, "dcalc"):
            tools = {"dcalc": best(row, "dcalc"), "peer": best(row, "peer", "usual"), "usual": usual(row)}
            if tools["peer"] is tools["usual"]:
                del tools["usual"]
            rows.append((row["what"], {kind: (tool["tool"], times(row, tool, limit)) for kind, tool in tools.items()
                                       if times(row, tool, limit)}))
    most = max(ratio for _, tools in rows for _, ratio in tools.values())
    decades = math.ceil(math.log10(most))
    height = TOP + STEP*len(rows) + 14

    def x(ratio):
        low = -0.75
        return LEFT + (RIGHT - LEFT)*(max(math.log10(ratio), low) - low)/(decades - low)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
           f'aria-label="How many times the limit dcalc and other tools take">',
           f"<style>{STYLE}\n</style>",
           f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="6"/>',
           f'<text x="{LEFT - 12}" y="24" text-anchor="end">times as long as C by hand, '
           f'{escape(run["date"][:10])}</text>']
    for place, kind, name in (0, "dcalc", "dcalc"), (70, "peer", "best peer"), (165, "usual", "usual tool"):
        out.append(f'<circle cx="{LEFT + place}" cy="20" r="5" class="{kind}"/>'
                   f'<text x="{LEFT + place + 10}" y="24">{name}</text>')
    for k in range(decades + 1):
        label = "limit" if k == 0 else f"{10**k:,}"
        out.append(f'<line class="{"line" if k else "limit"}" x1="{x(10**k):.1f}" y1="{TOP - 4}" x2="{x(10**k):.1f}" '
                   f'y2="{height - 8}"/><text class="quiet" x="{x(10**k):.1f}" y="{TOP - 9}" '
                   f'text-anchor="middle">{label}</text>')
    for i, (what, tools) in enumerate(rows):
        y = TOP + STEP*i + STEP//2
        out.append(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(what)}</text>'
                   f'<line class="dcalc" stroke-width="3" x1="{x(1):.1f}" y1="{y}" x2="{x(tools["dcalc"][1]):.1f}" y2="{y}"/>')
        for kind, (name, ratio) in reversed(tools.items()):
            out.append(f'<circle class="{kind}" cx="{x(ratio):.1f}" cy="{y}" r="5"><title>{escape(name)}: '
                       f'{show(ratio, 2)} times the limit</title></circle>')
        names = [f'<tspan class="{kind}" stroke="none">{escape(name)}</tspan>'
                 for kind, (name, _) in tools.items() if kind != "dcalc"]
        out.append(f'<text class="quiet" x="{RIGHT + 16}" y="{y + 4}">{", ".join(names)}</text>')
    return "\n".join(out) + "\n</svg>\n"


def put(path, text):
    """Between the marks of the file."""
    begin, end = MARKS
    with open(path) as file:
        before, rest = file.read().split(begin)
    with open(path, "w") as file:
        file.write(before + begin + text + end + rest.split(end)[1])


def main():
    source, *into = sys.argv[1:]
    with open(source) as file:
        run = json.load(file)
    if not into:
        print(as_text(run))
        return
    if not run["complete"]:
        sys.exit("this was a run of some rows; the README has all of them: make bench")
    put(into[0], f"Measured on {head(run)}.\nIn brackets: how many times as long as dcalc it takes.\n\n{as_markdown(run)}")
    with open(into[1], "w") as file:
        file.write(picture(run))


if __name__ == "__main__":
    main()
