"""The completion scripts in bash, zsh and fish: keys are typed, and the shell runs a `dcalc` that tells its words."""
import os
import pathlib
import re
import shutil

from driver import Home, Terminal

TAB = "\t"
COMPLETIONS = pathlib.Path(__file__).resolve().parents[2] / "completions"
BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"
# Scripts may ask the program itself for its functions.
TELL = """#!/bin/sh
if [ "$*" = 'help functions' ]; then exec '%s' "$@"; fi
printf '<%%s>' "$@"
echo .
"""

# What is typed, and the words that come out.
ROWS = [
    ("backp" + TAB, ["backprop"]),
    ("--vers" + TAB, ["--version"]),
    ("diff x --nu" + TAB + "cer" + TAB, ["diff", "x", "--numbers", "certified"]),
    ("diff x --numbers=dou" + TAB, ["diff", "x", "--numbers", "double"]),
    ("eval x -f pyt" + TAB, ["eval", "x", "-f", "python"]),
    ("help softp" + TAB, ["help", "softplus"]),
    ("help jac" + TAB, ["help", "jacobian"]),
    ("run jo" + TAB, ["run", "jobs.json"]),
    ("diff @my" + TAB, ["diff", "@my data.csv"]),
    ("eval x --at @my" + TAB, ["eval", "x", "--at", "@my data.csv"]),
    ("eval x --at W=@jo" + TAB, ["eval", "x", "--at", "W=@jobs.json"]),
    ("eval x --at=b=2,W=@my" + TAB, ["eval", "x", "--at", "b=2,W=@my data.csv"]),
    ("eval x --at 'W=@jo" + TAB, ["eval", "x", "--at", "W=@jobs.json"]),
    ("eval x --at W=@fol" + TAB + "in" + TAB, ["eval", "x", "--at", "W=@folder/inside.npy"]),
    ("eval x --let @my" + TAB, ["eval", "x", "--let", "@my data.csv"]),
    ("eval x --points my" + TAB, ["eval", "x", "--points", "my data.csv"]),
    ("eval x -o folder/ins" + TAB, ["eval", "x", "-o", "folder/inside.npy"]),
]

# In the C locale shells take no such keys.
BEYOND_ASCII = [("eval вес --at вес=@ве" + TAB, ["eval", "вес", "--at", "вес=@вес.csv"])]


def plain(words):
    """The same words whether a value follows = or a blank."""
    return [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word]) if part]


def judge(terminal, name, rows, check):
    """Every row at one width in a locale, some at the others."""
    for keys, words in rows:
        with check(f"{name}, {terminal.columns} columns, {terminal.locale or 'no locale'}: {keys!r}"):
            terminal.types("dcalc " + keys + "\r")
            told = terminal.sees(r"[\r\n]((<[^>]*>)+)\.\r\n[^\n]*> ").group(1)
            assert plain(re.findall("<([^>]*)>", told)) == words, told


def bash(home, columns, locale, rows, check):
    pathlib.Path(home, "begin").write_text(f"PS1='bash> '\n. {COMPLETIONS}/dcalc.bash\n")
    with Terminal(["bash", "--noprofile", "--rcfile", "begin", "-i"], home, columns, **variables(home, locale)) as t:
        t.sees("bash> ")
        judge(t, "bash", rows, check)


def bash_with_completion(home, columns, locale, rows, check):
    user = pathlib.Path(home, "user", "completions")
    user.mkdir(parents=True)
    (user / "dcalc").symlink_to(COMPLETIONS / "dcalc.bash")
    pathlib.Path(home, "begin").write_text(f"PS1='bash> '\n. {BASH_COMPLETION}\n")
    with Terminal(["bash", "--noprofile", "--rcfile", "begin", "-i"], home, columns, **variables(home, locale),
                  BASH_COMPLETION_USER_DIR=str(user.parent)) as t:
        t.sees("bash> ")
        judge(t, "bash with bash-completion", rows, check)


def zsh(home, columns, locale, rows, check):
    pathlib.Path(home, ".zshrc").write_text(f"PS1='zsh> '\nfpath=('{COMPLETIONS}' $fpath)\n"
                                            "autoload -Uz compinit\ncompinit -u -D\n")
    with Terminal(["zsh", "-d", "-i"], home, columns, **variables(home, locale)) as t:
        t.sees("zsh> ")
        judge(t, "zsh", rows, check)


def fish(home, columns, locale, rows, check):
    config = pathlib.Path(home, "config", "fish")
    (config / "completions").mkdir(parents=True)
    (config / "completions" / "dcalc.fish").symlink_to(COMPLETIONS / "dcalc.fish")
    (config / "config.fish").write_text("function fish_prompt; echo 'fish> '; end\nset -g fish_greeting\n"
                                        "set -g fish_autosuggestion_enabled 0\n")
    with Terminal(["fish", "-i"], home, columns, **variables(home, locale), XDG_CONFIG_HOME=str(config.parent),
                  XDG_DATA_HOME=home + "/data") as t:
        t.sees("fish> ")
        judge(t, "fish", rows, check)


def variables(home, locale):
    return {"PATH": home + "/bin:" + os.environ["PATH"], **locale}


def prepare(home, binary):
    folder = pathlib.Path(home)
    (folder / "bin").mkdir()
    (folder / "folder").mkdir()
    (folder / "bin" / "dcalc").write_text(TELL % binary)
    (folder / "bin" / "dcalc").chmod(0o755)
    for name in ("my data.csv", "jobs.json", "вес.csv", "folder/inside.npy", "folder/other.npy"):
        (folder / name).write_text("")


def is_there(shell):
    return os.path.exists(BASH_COMPLETION) if shell is bash_with_completion else shutil.which(shell.__name__)


def run(binary, locales, check):
    for shell in (bash, bash_with_completion, zsh, fish):
        if not is_there(shell):
            print(f"not judged: {shell.__name__} is not here")
            continue
        for i, columns in enumerate((60, 80, 120)):
            for k, locale in enumerate(locales):
                rows = ROWS if locale == {} else ROWS + BEYOND_ASCII
                with Home() as home, check(shell.__name__ + " starts"):
                    prepare(home, binary)
                    shell(home, columns, locale, rows if i == k else rows[i + k::5], check)
