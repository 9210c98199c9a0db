#!/usr/bin/env python3
"""How many of the CSV files that Python packages ship dcalc reads as they are, by --at @FILE and by --points.

    csv_files.py BINARY [PACKAGE...]      in a virtual environment with pandas and the packages
    python3 -m venv venv; venv/bin/pip install pandas statsmodels scikit-learn vega_datasets
    venv/bin/python tests/bench/csv_files.py build/dcalc

Of every file, each column that pandas takes for numbers is asked for its mean, all in one command, and must agree
with pandas; then the sum of them is asked for at every row. An error counts as answered if the option that its hint
names, once or more, makes the command succeed. Names the files that do not load, with the error.
"""
import collections
import concurrent.futures
import importlib.util
import json
import math
import pathlib
import re
import subprocess
import sys
import warnings

import pandas as pd

PACKAGES = ["statsmodels", "sklearn", "vega_datasets"]
QUESTIONS = [("at", "columns without gaps"), ("at", "all columns of numbers"),
             ("points", "columns without gaps"), ("points", "all columns of numbers")]
MOST_COLUMNS = 40  # of a file, so that wide ones stay one command
OPTIONS = re.compile(r"--(missing (?:drop|nan)|no-header|header|skip \d+|delimiter \S+|decimal-comma|columns \w+=\d+)")


def files(package):
    found = importlib.util.find_spec(package)
    folder = pathlib.Path(found.submodule_search_locations[0])
    return sorted(path for ending in ("*.csv", "*.csv.gz", "*.tsv") for path in folder.rglob(ending))


def spelled(name):
    """As an expression calls a column: see ARRAYS IN FILES in dcalc(1)."""
    parts = re.split(r"\W+", name.strip())
    name = "_".join(part for i, part in enumerate(parts) if part or 0 < i < len(parts) - 1)
    return "_" + name if name[:1].isdigit() else name


def is_number(word):
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False


def frame(path):
    """The table as pandas has it, which is told how text is encoded, what is between fields, and whether there is a
    header. None: it cannot be read so."""
    options = {"skipinitialspace": True}
    first = (path.read_bytes()[:4000] if path.suffix != ".gz" else b"").split(b"\n", 1)[0]
    if max(first.count(b";"), first.count(b"\t")) > first.count(b","):
        options["sep"] = ";" if b";" in first else "\t"
    try:
        try:
            table = pd.read_csv(path, **options)
        except UnicodeDecodeError:
            options["encoding"] = "latin-1"
            table = pd.read_csv(path, **options)
        # pandas takes the first row for names always. A second 1.5 it calls 1.5.1, and nothing Unnamed. Of a first row
        # that is shorter than the others it makes an index.
        words = [re.sub(r"(\.\d+)\.\d+$", r"\1", str(name)) for name in table.columns]
        short = not isinstance(table.index, pd.RangeIndex) and table.index.nlevels > 1
        if short or all(is_number(word) or word.startswith("Unnamed") for word in words):
            table = pd.read_csv(path, header=None, skiprows=int(short), **options)
            table.columns = [f"c{i + 1}" for i in range(table.shape[1])]
        return table
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return below(path, options)


def below(path, options):
    """The table that begins some lines further down."""
    for skip in range(1, 40):
        try:
            table = pd.read_csv(path, skiprows=skip, **options)
        except (pd.errors.ParserError, pd.errors.EmptyDataError):
            continue
        if len(table.columns) > 1 and any(pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes):
            return table
    return None


def numbers(table):
    """Columns of numbers whose names expressions can tell apart."""
    base = [re.sub(r"\.\d+$", "", str(name)) if re.sub(r"\.\d+$", "", str(name)) in table.columns else str(name)
            for name in table.columns]  # a second x of a header is x.1 in pandas
    names = collections.Counter(spelled(name) for name in base)
    found = []
    for name, own in zip(table.columns, base):
        plain = pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
        if plain and table[name].notna().any() and names[spelled(own)] == 1 and not own.startswith("Unnamed"):
            found.append((str(name), spelled(own)))
    return found[:MOST_COLUMNS]


def run(words):
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=120)
    return done.returncode, done.stdout, done.stderr


def ask(words):
    """Runs a command, again with each option that an error names. Returns output, the options, and the last error."""
    options = []
    for _ in range(4):
        status, out, err = run(words + [part for option in options for part in option.split(" ")])
        if status == 0:
            return out, options, None
        hint = (out + err).rpartition("hint")[2]
        named = [found.group() for found in OPTIONS.finditer(hint)]
        named = [option for option in named if option not in options]
        if not named:
            return None, options, err or out
        best = next((option for option in named if option == "--missing drop"), named[0])
        options.append(best)
    return None, options, err or out


def agree(table, columns, out, options):
    got = json.loads(out)["value"]
    got = got if isinstance(got, list) else [got]
    rows = table[[name for name, _ in columns]]
    rows = rows.dropna() if options == ["--missing drop"] else rows
    want = rows.astype(float).mean()
    return all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12 * abs(rows[name].astype(float)).max())
               for a, b, name in zip(got, want, rows))


def wrong(table, columns, kind, out, options):
    """What is wrong with an answer, or None."""
    if kind == "at":
        return None if agree(table, columns, out, options) else "another mean than pandas has"
    rows = table[[name for name, _ in columns]]
    want = len(rows.dropna()) if "--missing drop" in options else len(rows)
    got = len(out.splitlines()) - 1
    return None if got == want else f"{got} rows instead of {want}"


def load(binary, path, table, columns, kind):
    """Returns "as it is", "with --...", or "no: ..."."""
    names = [word for _, word in columns]
    quoted = '@"' + str(path).replace('"', '""') + '"'
    words = {"at": ["eval", "[" + ",".join(f"mean({name})" for name in names) + "]", "--at", quoted, "-f", "json"],
             "points": ["eval", "+".join(names), "--points", str(path)]}[kind]
    out, options, error = ask([binary] + words + ["-q"])
    if error and "every row lacks a value" in error:  # at some column or other
        each = [ask([binary, "eval", f"mean({name})", "--at", quoted, "-f", "json", "-q"]) for name in names]
        error = next((error for _, _, error in each if error), None)
        if not error:
            values = [json.loads(out)["value"] for out, _, _ in each]
            out, options = json.dumps({"value": values}), ["--missing drop", "column by column"]
    error = error or wrong(table, columns, kind, out, options)
    if error:
        return "no: " + error.splitlines()[0]
    return "with " + " ".join(options) if options else "as it is"


def judge(binary, path):
    """Returns the answers for columns without gaps and for all, by --at and by --points, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = frame(path)
    if table is None:
        return {question: "no: pandas cannot read it" for question in QUESTIONS}
    columns = numbers(table)
    full = [(name, word) for name, word in columns if not table[name].isna().any()]
    if not columns:
        return None
    return {(kind, which): load(binary, path, table, some, kind) if some else "with gaps in every column"
            for (kind, which), some in zip(QUESTIONS, (full, columns) * 2)}


def main():
    binary, packages = sys.argv[1], sys.argv[2:] or PACKAGES
    for package in packages:
        found = files(package)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            judged = list(pool.map(lambda path: judge(binary, path), found))
        kept = [(path, answers) for path, answers in zip(found, judged) if answers]
        print(f"{package}: {len(found)} files, {len(kept)} with columns of numbers")
        for question in QUESTIONS:
            counts = collections.Counter(answers[question].partition(":")[0] for _, answers in kept)
            print(f"  --{question[0]}, {question[1]}: " + ", ".join(f"{n} {what}" for what, n in counts.most_common()))
            for path, answers in kept:
                if answers[question].startswith("no:"):
                    print(f"    {path.name}: {answers[question]}")


main()
