"""The prompt: locales and widths, editing, pasting, history, signals, completion."""
import os
import pathlib
import re
import signal
import subprocess
import termios
import time

from driver import Failed, Home, PATIENCE, Terminal, stop_and_go

TAB, UP, CONTROL_C, CONTROL_D, CONTROL_U = "\t", "\x1b[A", "\x03", "\x04", "\x15"
CONTROL_LEFT = "\x1b[1;5D"
PROMPT = r"dcalc> "


def prompt(binary, home, columns=80, **variables):
    t = Terminal([binary, "repl"], home, columns, **variables)
    t.sees(r"dcalc [\d.]+: .*\r\n" + PROMPT)
    return t


def answers(t, line, answer):
    """Types a line and waits for its answer and the next prompt."""
    t.types(line + "\r")
    t.sees(r"\n" + re.escape(answer).replace(r"\n", r"\r\n") + r"\r\n" + PROMPT)


def widest(text):
    return max(len(line.rstrip("\r")) for line in text.split("\n"))


def functions(binary, begin):
    pages = subprocess.run([binary, "help", "functions"], capture_output=True, text=True, timeout=PATIENCE).stdout
    names = re.findall(r"^  (\w+)\(", pages, re.M)
    return {name for name in names if name.startswith(begin)}


def everywhere(binary, columns, variables, check):
    """What must not depend on the locale or the width."""
    def name(what):
        return f"{what} ({columns} columns, {variables or 'no locale'})"
    with Home() as home, prompt(binary, home, columns, **variables) as t:
        with check(name("letters beyond ASCII")):
            answers(t, "2*xα + xα", "3*xα")
            t.types("вес = 7\r")
            t.sees(PROMPT)
            answers(t, "вес^2", "49")
        with check(name("bytes that are no character are refused")):
            os.write(t.master, b"x\xff + 1\r")
            t.sees(r"\ufffd' has no meaning here[^>]*" + PROMPT)
        with check(name("pasted lines run, and tabs are blanks")):
            t.types("\x1b[200~2\t*\t3\r\n5*\t5\n7\t*\x1b[201~")
            t.sees(r"\n6\r\n" + PROMPT + r"[^\n]*\n25\r\n" + PROMPT)
            answers(t, "6", "42")
        with check(name("a list fits the width, and no word is broken")):
            t.types("a" + TAB)
            listed = t.sees(r"\r\n((?:[a-z0-9 ]+\r\n)+)\r*" + PROMPT).group(1)
            assert widest(listed) < columns, listed
            assert functions(binary, "a") <= set(listed.split()), listed
            t.types(CONTROL_U)
        with check(name("a line that is wider than the terminal")):
            t.types("+".join(["1"] * columns) + "+asi" + TAB * 2)
            t.sees(r"\r\nasin  asinh\r\n")
            answers(t, "h(0)", str(columns))
        with check(name("help fits the width")):
            t.types("help\r")
            assert widest(t.sees(r"A line is[^>]*leave\r\n" + PROMPT).group()) < columns
            t.types("help grad\r")
            assert widest(t.sees(r"(?s)dcalc grad: .*version\r\n" + PROMPT).group()) < columns
        with check(name("Ctrl with arrows goes by words")):
            answers(t, "12 + 30" + CONTROL_LEFT * 2 + "2*", "54")
        with check(name("function keys type nothing")):
            answers(t, "\x1bOP\x1b[15~8\x1b[24~\x1b[1;2P*\x1b[[A\x1b[1;5A8", "64")
        with check(name("Ctrl-C drops the line")):
            t.types("1 + 6000")
            t.sees("6000")
            t.types(CONTROL_C)
            t.sees(r"\^C\r\n" + PROMPT)
            t.types(CONTROL_C)
            t.sees(r"\^C \(quit or Ctrl-D leaves\)\r\n" + PROMPT)
            answers(t, "7*3", "21")
        with check(name("Ctrl-D leaves")):
            t.types(CONTROL_D)
            assert t.status() == 0


COMPLETIONS = [
    ("a function", "softp" + TAB + "0)", "0.6931471805599453"),
    ("a command, an option", "backp" + TAB + "(w-1)^2 --weights w --lr 1/2 --at w=3 --symb" + TAB + "-q", r"4\r\n4\r\n1"),
    ("only the command's options", "diff x^3 --or" + TAB + "2", r"6\*x"),
    ("an option's words", "eval x^2/y -f la" + TAB, r"\\frac\{x\^\{2\}\}\{y\}"),
    ("after =", "eval x^2/y --format=la" + TAB, r"\\frac\{x\^\{2\}\}\{y\}"),
    ("a file after @", "eval sum(u) -q --at @my" + TAB, "6"),
    ("a name's file", "eval u --at u=@sub/v" + TAB, "4  5"),
    ("in a quote", "eval sum(u) -q --at '@my" + TAB, "6"),
    ("the expression's names", "grad x^2*speed --wrt sp" + TAB, r"speed  x\^2"),
    ("a file to load", "load 'scr" + TAB + "", ""),
    ("a name", "99 - longe" + TAB, "4"),
    ("a name to forget", "forget long" + TAB, ""),
    ("a page of help", "help functi" + TAB, r"elementary:[^>]*airybip[^>]*FUNCTION"),
    ("after ?", "?softp" + TAB, r"softplus\(x\): [^>]*"),
    ("in the next line", "2*(1 +\r softp" + TAB + "0))", "3.386294361119891"),
    ("inside the line", "sin(0) + co(0)\x1b[D\x1b[D\x1b[D" + TAB + "s", "1"),
]


def plots(binary, check):
    for columns, variables, braille in ((60, {"LC_ALL": "C"}, False), (100, {"LC_ALL": "C.UTF-8"}, True)):
        with check(f"a plot fits {columns} columns, in letters that the locale has"), Home() as home, \
                prompt(binary, home, columns, **variables) as t:
            t.types("plot x^2 --range x=-1:1 --color never\r")
            drawn = t.sees(r"--color never\r\n((?:.*\r\n)+)\r*" + PROMPT).group(1)
            assert columns - 12 < widest(drawn) < columns, drawn
            assert braille == any("\u2800" < c < "\u2900" for c in drawn), drawn


def completion(binary, check):
    with Home() as home:
        pathlib.Path(home, "my data.csv").write_text("u\n1\n2\n3\n")
        pathlib.Path(home, "sub").mkdir()
        pathlib.Path(home, "sub", "v w.json").write_text("[4, 5]")
        pathlib.Path(home, "script one.txt").write_text("longest = 95\n")
        with prompt(binary, home) as t:
            for what, keys, answer in COMPLETIONS:
                with check("completion of " + what):
                    t.types(keys + "\r")
                    t.sees(r"\r\n" + answer + r"(\r\n)?" + PROMPT)


def resizing(binary, check):
    with Home() as home, prompt(binary, home, 120) as t, check("another width while a line is typed"):
        t.types("1 + 2 + 3")
        t.sees(r"3$")
        t.resize(60)
        t.sees(PROMPT + r"1 \+ 2 \+ 3")
        t.types(" + a" + TAB)
        assert widest(t.sees(r"\r\n((?:[a-z0-9 ]+\r\n)+)\r*" + PROMPT).group(1)) < 60
        answers(t, "bs(4)", "10")


def history(binary, check):
    with Home() as home:
        path = pathlib.Path(home, ".local/state/dcalc/history")
        with prompt(binary, home) as first, prompt(binary, home) as second:
            with check("what two prompts are told stays"):
                answers(first, "5*5", "25")
                answers(second, "xα = 6*6; xα + 1", "37")
                answers(first, UP, "25")
                answers(first, "9*9", "81")
                first.hang_up()
                second.types(CONTROL_D)
                assert second.status() == 0
                lines = path.read_text().replace("\\040", " ").split("\n")
                assert lines[1:] == ["5*5", "xα = 6*6; xα + 1", "5*5", "9*9", ""], lines
        with check("a later prompt has it"), prompt(binary, home) as t:
            answers(t, UP * 3, "37")
        with check("long histories are cut"):
            path.write_text("_HiStOrY_V2_\n" + "".join(f"{i}\\0401\n" for i in range(2500)))
            with prompt(binary, home) as t:
                answers(t, "1" + CONTROL_U + UP + CONTROL_U + "2 + 2", "4")
            lines = path.read_text().split("\n")
            assert len(lines) == 1003 and lines[1] == "1500\\0401" and lines[-2] == "2\\040+\\0402", lines[-3:]
        with check("XDG_STATE_HOME"), prompt(binary, home, XDG_STATE_HOME=home + "/state") as t:
            answers(t, "4*4", "16")
            assert pathlib.Path(home, "state/dcalc/history").is_file()
        with check("a history that is no file is left alone"):
            path.unlink()
            os.mkfifo(path)
            with prompt(binary, home) as t:
                answers(t, "6*7", "42")
            path.unlink()
            path.symlink_to("/dev/zero")
            with prompt(binary, home) as t:
                answers(t, "7*7", "49")


def signals(binary, check):
    with Home() as home:
        with check("Ctrl-Z and back"), prompt(binary, home) as t:
            t.types("1 + 22")
            t.sees(r"22$")
            stop_and_go(t.program)
            t.sees(PROMPT + r"1 \+ 22")
            answers(t, "0", "221")
        for what, line, end in (
                ("a computation", "diff x^x --order 20000 --at x=2", "x=2"),
                ("a picture, which needs no quotes", "plot digamma(gamma(x)) + gamma(x*y) --range x=-9:9,y=-9:9", "y=-9:9")):
            with check(f"Ctrl-C stops {what}"), prompt(binary, home) as t:
                t.types(line + "\r")
                t.sees(end + r"\r\n")
                t.types(CONTROL_C)
                t.sees(r"interrupted\r\n" + PROMPT)
                answers(t, "7*7", "49")
        for number in (signal.SIGTERM, signal.SIGHUP):
            with check(f"signal {number} gives the terminal back"), prompt(binary, home) as t:
                os.kill(t.program.pid, number)
                assert t.program.wait(PATIENCE) == 128 + number
                assert termios.tcgetattr(t.master) == t.before
        with check("Ctrl-D that came early ends it"), prompt(binary, home) as t:
            t.types("diff x^x --order 300 --at x=2 -q\r")
            t.sees(r"-q\r\n")
            t.types(CONTROL_D)
            assert t.status() == 0


def without_editing(binary, check):
    """A terminal that obeys no commands gets none."""
    with Home() as home, check("a dumb terminal"), prompt(binary, home, TERM="dumb") as t:
        t.types("6*7\r")
        while "\n42\r\n" not in t.text.replace("\r\r", "\r"):
            if not t.read(PATIENCE + os.times().elapsed):
                raise Failed(t.text)
        assert "\x1b" not in t.text, t.text


def in_a_pipe(binary, check):
    """Answers and errors, colour aside, are the same bytes on a terminal and in a pipe, whatever its width."""
    for line in ("eval [[1,1/3],[pi,1e-20]]", "grad sin(x)*y --at x=1,y=2 --explain --width 60", "diff log(x)/x^2", "help sin",
                 "jacobian x^2+sin(y)*exp(x*y)/(1+x^2) x*y -f json --at x=1,y=2", "diff abs(x) --at x=0", "eval 1+"):
        words = [binary, *line.split(), "--color", "never"]
        piped = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE)
        with check(f"the same on a terminal and in a pipe: {line}"), Home() as home, Terminal(words, home, 20) as t:
            status = t.status()
            assert (status, t.text.replace("\r\n", "\n")) == (piped.returncode, piped.stdout + piped.stderr), t.text


def run(binary, locales, check):
    for variables in locales:
        for columns in (60, 80, 120):
            everywhere(binary, columns, variables, check)
    for part in (plots, completion, resizing, history, signals, without_editing, in_a_pipe):
        part(binary, check)
