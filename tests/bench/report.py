"""report.py JSON [README SVG]: the table of a run of the bench. With README and SVG it is put between
the marks in the one, and drawn to the other."""
import json
import math
import re
import sys

BEGIN, END = "<!-- made by `make bench-readme` -->", "<!-- end of what `make bench-readme` makes -->"


def is_rate(row):
    return row["unit"].endswith("/s")


def show(x):
    """Three figures, without an exponent where people write none."""
    if x >= 1e5:
        return f"{x/1e3:,.0f}k"
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def median(tool):
    return tool.get("median") if tool else None


def pick(row, *roles):
    """The best of the row's tools in one of these roles that has an answer, or None."""
    tools = [t for t in row["tools"] if t["role"] in roles and "median" in t]
    return (max if is_rate(row) else min)(tools, key=median, default=None)


def times(row, tool, base):
    """How many times longer the tool takes than the base."""
    if not tool or not base:
        return None
    return base["median"]/tool["median"] if is_rate(row) else tool["median"]/base["median"]


def cell(tool):
    return f"{show(tool['median'])} {tool['tool']}" if tool else ""


def usual(row):
    """The usual tool, with why it has no number if it has none."""
    tool = next((t for t in row["tools"] if t["role"] == "usual"), None)
    if not tool:
        return ""
    return cell(tool) if "median" in tool else f"{tool['tool']}: {tool['status']}"


def table(rows):
    """Lines of cells, the head first."""
    yield "work", "unit", "dcalc", "limit", "best peer", "usual tool", "of the limit", "peer"
    for row in rows:
        dcalc, limit, peer = pick(row, "dcalc"), pick(row, "limit"), pick(row, "peer", "usual")
        ratio = [times(row, dcalc, limit), times(row, peer, dcalc)]
        yield (row["what"], row["unit"], show(dcalc["median"]) if dcalc else "", cell(limit), cell(peer), usual(row),
               *(f"{r:.2g}" if r and r < 10 else f"{r:.0f}" if r else "" for r in ratio))


def head(run):
    return (f"{run['date'][:10]}, {run['machine']} with {run['cores']} cores, {run['compiler']}; "
            f"medians of {run['rounds']} turns")


def as_text(run):
    lines = list(table(run["rows"]))
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    return head(run) + "\n\n" + "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in lines)


def as_markdown(run):
    first, *rest = table(run["rows"])
    lines = [first, ["---"]*2 + ["---:"] + ["---"]*3 + ["---:"]*2, *rest]
    return (f"{head(run)}. The last columns say how many times the limit's time dcalc takes, and how many\n"
            "times dcalc's the best peer does.\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines))


def main():
    path, *into = sys.argv[1:]
    with open(path) as file:
        run = json.load(file)
    print(as_text(run))


if __name__ == "__main__":
    main()
