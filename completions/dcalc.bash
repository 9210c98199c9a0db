# Made by: dcalc help --completions bash
_dcalc_read() {
    local line=${COMP_LINE:0:COMP_POINT} c i begun=''
    for ((i = 0; i < ${#line}; i++)); do
        c=${line:i:1}
        if [[ $c == "$quote" ]]; then
            quote='' broken=${#word}
        elif [[ $c == \\ && $quote != \' ]]; then
            ((i++))
            word+=${line:i:1} begun=yes
        elif [[ $quote ]]; then
            word+=$c
        elif [[ $c == [\'\"] ]]; then
            quote=$c broken=${#word} begun=yes
        elif [[ $c == [[:blank:]] ]]; then
            [[ $begun ]] && words+=("$word")
            word='' begun='' broken=0
        else
            word+=$c begun=yes
            [[ $COMP_WORDBREAKS == *"$c"* ]] && broken=${#word}
            [[ $broken -eq ${#word} && $c == @ ]] && ((broken--))
        fi
    done
}

_dcalc_functions() {
    dcalc help functions 2>/dev/null | sed -n 's/^  \([A-Za-z_0-9]*\)(.*/\1/p'
}

_dcalc_offer() {
    local choice whole
    for choice; do
        whole=$head$choice
        [[ $choice == "$value"* ]] && COMPREPLY+=("${whole:broken}")
    done
}

_dcalc_escape() {
    local i c
    for ((i = 0; i < ${#1}; i++)); do
        c=${1:i:1}
        [[ ! $quote && $c == [][[:blank:]\'\"\\\$\;\&\|\<\>\(\)\*\?\!\`\#] ]] && c=\\$c
        escaped+=$c
    done
}

_dcalc_files() {
    local file escaped whole
    [[ $broken -eq ${#head} ]] && compopt -o filenames
    while IFS= read -r file; do
        escaped='' whole=$head$file
        if [[ $broken -eq ${#head} ]]; then
            escaped=$file
        elif [[ -d $file ]]; then
            compopt -o nospace
            _dcalc_escape "${whole:broken}/"
        else
            _dcalc_escape "${whole:broken}"
        fi
        COMPREPLY+=("$escaped")
    done < <(compgen -f -- "$value")
}

_dcalc_files_after_at() {
    [[ $value =~ ^(.*[,=])?@ ]] || return
    head+=${BASH_REMATCH[0]} value=${value:${#BASH_REMATCH[0]}}
    _dcalc_files
}

_dcalc() {
    local words=() word='' quote='' broken=0 head='' value option='' options=''
    COMPREPLY=()
    _dcalc_read
    local n=${#words[@]}
    value=$word
    [[ $n -gt 2 ]] && option=${words[n-1]}
    [[ $word == --*=* ]] && option=${word%%=*} head=${word%%=*}= value=${word#*=}
    if [[ $n -eq 1 ]]; then
        _dcalc_offer diff grad jacobian hessian jvp vjp taylor limit eval backprop check plot run repl help version
        [[ $word == -* ]] && _dcalc_offer -h --help --version
        return
    fi
    case $option in
    --at) _dcalc_files_after_at; return ;;
    --shape) return ;;
    --wrt) return ;;
    --of) return ;;
    --order) return ;;
    --remainder) _dcalc_files_after_at; return ;;
    --range) _dcalc_files_after_at; return ;;
    --tangent) _dcalc_files_after_at; return ;;
    --taylor) return ;;
    --let) _dcalc_files_after_at; return ;;
    --assume) _dcalc_files_after_at; return ;;
    --show) return ;;
    --equals) _dcalc_files_after_at; return ;;
    --gradient) _dcalc_files_after_at; return ;;
    -e|--expr) _dcalc_files_after_at; return ;;
    --language) _dcalc_offer en ru; return ;;
    --vector) _dcalc_files_after_at; return ;;
    --weights) return ;;
    --lr) return ;;
    --steps) return ;;
    --data) _dcalc_files; return ;;
    --batch) return ;;
    --parts) return ;;
    --epochs) return ;;
    --seed) return ;;
    --optimizer) return ;;
    --schedule) return ;;
    --clip) return ;;
    --weight-decay) return ;;
    --validate) _dcalc_files; return ;;
    --patience) return ;;
    --checkpoint) _dcalc_files; return ;;
    --save-every) return ;;
    --log) _dcalc_files; return ;;
    --every) return ;;
    -n|--digits) return ;;
    --numbers) _dcalc_offer certified double; return ;;
    --kinks) _dcalc_offer error subgradient; return ;;
    -f|--format) _dcalc_offer text json latex csv npy npz mtx dot c python tsv safetensors markdown html svg png pdf; return ;;
    --args) return ;;
    --points) _dcalc_files; return ;;
    --keep) return ;;
    --columns) return ;;
    --delimiter) return ;;
    --skip) return ;;
    --missing) _dcalc_offer error nan drop; return ;;
    --rows) return ;;
    --report) _dcalc_files; return ;;
    -o|--output) _dcalc_files; return ;;
    --color) _dcalc_offer auto always never; return ;;
    --width) return ;;
    --timeout) return ;;
    -j|--threads) return ;;
    --max-memory) return ;;
    --max-work) return ;;
    --dump) _dcalc_offer tokens ast graph tape dot; return ;;
    --completions) _dcalc_offer bash zsh fish; return ;;
    esac
    head='' value=$word
    case ${words[1]} in
    diff) options="--at --shape --wrt --of --order --let --assume -e --expr --exact --symbolic --simplify --no-simplify --explain --language -n --digits --numbers --kinks -f --format --args --main --points --keep --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows --report --in-place --no-output-header --strict --no-jit -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    grad) options="--at --shape --wrt --of --let --assume -e --expr --exact --symbolic --simplify --no-simplify --explain --language -n --digits --numbers --kinks -f --format --args --main --points --keep --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows --report --in-place --no-output-header --strict --no-jit -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    jacobian) options="--at --shape --wrt --of --let --assume -e --expr --exact --symbolic --simplify --no-simplify --sparse --pattern --explain --language -n --digits --numbers --kinks -f --format --args --main --points --keep --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows --report --in-place --no-output-header --strict --no-jit -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    hessian) options="--at --shape --wrt --of --let --assume -e --expr --exact --symbolic --simplify --no-simplify --sparse --pattern --explain --language -n --digits --numbers --kinks -f --format --args --main --points --keep --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows --report --in-place --no-output-header --strict --no-jit -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    jvp) options="--at --shape --wrt --of --let --assume -e --expr --exact --symbolic --simplify --no-simplify --explain --language --vector -n --digits --numbers --kinks -f --format --args --main --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    vjp) options="--at --shape --wrt --of --let --assume -e --expr --exact --symbolic --simplify --no-simplify --explain --language --vector -n --digits --numbers --kinks -f --format --args --main --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    taylor) options="--at --shape --wrt --of --order --remainder --let --assume -e --expr --exact --simplify --no-simplify --explain --language -n --digits --numbers -f --format --args --main --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    limit) options="--at --shape --wrt --let --assume -e --expr --exact --symbolic --simplify --no-simplify --explain --language -n --digits --numbers --kinks -f --format --args --main --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    eval) options="--at --shape --let --assume --show -e --expr --exact --symbolic --simplify --no-simplify --explain --language -n --digits --numbers --kinks -f --format --args --main --points --keep --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows --report --in-place --no-output-header --strict --no-jit -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    backprop) options="--at --shape --let --assume -e --expr --exact --symbolic --simplify --no-simplify --explain --language --weights --lr --steps --data --batch --parts --epochs --shuffle --seed --optimizer --schedule --clip --weight-decay --validate --patience --checkpoint --save-every --log --every -n --digits --numbers --kinks -f --format --args --main --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows -q --quiet -o --output --color --width --timeout -j --threads --max-memory --max-work --dump -h --help --version" ;;
    check) options="--at --shape --wrt --of --order --let --assume --equals --gradient -e --expr -f --format -q --quiet -o --output --color --timeout --max-memory --max-work --dump -h --help --version" ;;
    plot) options="--at --shape --range --diff --tangent --taylor --let --assume -e --expr -f --format --points --header --no-header --columns --delimiter --decimal-comma --skip --missing --rows -q --quiet -o --output --color --width --ascii --timeout --max-memory --max-work -h --help --version" ;;
    run) options="--explain --language -f --format -o --output --timeout -j --threads --max-memory --max-work --no-files --lines -h --help --version" ;;
    repl) options="-h --help --version" ;;
    help) options="--completions --man-options -h --help --version" ;;
    version) options="-h --help --version" ;;
    esac
    case ${words[1]}:$word in
    *:-*) _dcalc_offer $options ;;
    help:*) _dcalc_offer language functions rules formats points jobs explain diff grad jacobian hessian jvp vjp taylor limit eval backprop check plot run repl help version $(_dcalc_functions) ;;
    run:*) _dcalc_files ;;
    *:@*) _dcalc_files_after_at ;;
    esac
}
complete -F _dcalc dcalc
