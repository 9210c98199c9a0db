# Made by: dcalc help --completions bash
_dcalc() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "diff grad jacobian hessian jvp vjp taylor limit eval backprop run repl help version" -- "$word")); return
    fi
    case $before in
    --shape) return ;;
    --wrt) return ;;
    --order) return ;;
    --remainder) return ;;
    --let) return ;;
    --show) return ;;
    -e|--expr) return ;;
    --vector) return ;;
    --weights) return ;;
    --lr) return ;;
    --steps) return ;;
    -n|--digits) return ;;
    --numbers) COMPREPLY=($(compgen -W "certified double" -- "$word")); return ;;
    --kinks) COMPREPLY=($(compgen -W "error subgradient" -- "$word")); return ;;
    -f|--format) COMPREPLY=($(compgen -W "text json latex csv npy npz mtx dot c python tsv" -- "$word")); return ;;
    --points) compopt -o default; return ;;
    --keep) return ;;
    --missing) COMPREPLY=($(compgen -W "error nan" -- "$word")); return ;;
    -o|--output) compopt -o default; return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$word")); return ;;
    --timeout) return ;;
    -j|--threads) return ;;
    --max-memory) return ;;
    --dump) COMPREPLY=($(compgen -W "tokens ast graph tape" -- "$word")); return ;;
    --completions) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")); return ;;
    esac
    case ${COMP_WORDS[1]} in
    diff) options="--at --shape --wrt --order --let -e --expr --exact --symbolic --explain -n --digits --numbers --kinks -f --format --main --points --keep --missing --strict -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    grad) options="--at --shape --wrt --let -e --expr --exact --symbolic --explain -n --digits --numbers --kinks -f --format --main --points --keep --missing --strict -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    jacobian) options="--at --shape --wrt --let -e --expr --exact --symbolic --sparse --pattern --explain -n --digits --numbers --kinks -f --format --main --points --keep --missing --strict -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    hessian) options="--at --shape --wrt --let -e --expr --exact --symbolic --sparse --pattern --explain -n --digits --numbers --kinks -f --format --main --points --keep --missing --strict -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    jvp) options="--at --shape --wrt --let -e --expr --exact --symbolic --explain --vector -n --digits --numbers --kinks -f --format --main -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    vjp) options="--at --shape --wrt --let -e --expr --exact --symbolic --explain --vector -n --digits --numbers --kinks -f --format --main -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    taylor) options="--at --shape --wrt --order --remainder --let -e --expr --exact -n --digits --numbers -f --format --main -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    limit) options="--at --shape --wrt --let -e --expr --exact --symbolic --explain -n --digits --numbers --kinks -f --format --main -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    eval) options="--at --shape --let --show -e --expr --exact --symbolic --explain -n --digits --numbers --kinks -f --format --main --points --keep --missing --strict -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    backprop) options="--at --shape --let -e --expr --exact --symbolic --explain --weights --lr --steps -n --digits --numbers --kinks -f --format --main -q --quiet -o --output --color --timeout -j --threads --max-memory --dump -h --help --version" ;;
    run) options="-o --output --timeout -j --threads --max-memory --no-files --lines -h --help --version" ;;
    repl) options="-h --help --version" ;;
    help) options="--completions --man-options -h --help --version" ;;
    version) options="-h --help --version" ;;
    esac
    case ${COMP_WORDS[1]}:$word in
    *:-*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    help:*) COMPREPLY=($(compgen -W "functions diff grad jacobian hessian jvp vjp taylor limit eval backprop run repl help version" -- "$word")) ;;
    run:*) compopt -o default ;;
    *:@*) COMPREPLY=($(compgen -P @ -f -- "${word#@}")) ;;
    esac
}
complete -F _dcalc dcalc
