# Made by: dcalc help --completions fish
function __dcalc_files_after_at
    set -l token (commandline -ct)
    set -l plain (string unescape -- $token 2>/dev/null)
    test -n "$plain"; and set token $plain
    set token (string replace -r '^--[a-z-]+=' '' -- $token)
    set -l head (string match -r '^(?:.*[,=])?@' -- $token)
    or return
    set -l rest (string sub -s (math (string length -- $head) + 1) -- $token)
    set -l files $rest*
    for file in $files
        test -d $file; and set file $file/
        echo $head$file
    end
end
complete -c dcalc -f
complete -c dcalc -n __fish_use_subcommand -a diff -d 'a derivative'
complete -c dcalc -n __fish_use_subcommand -a grad -d 'the gradient by scalars, vectors and matrices'
complete -c dcalc -n __fish_use_subcommand -a jacobian -d 'the Jacobian of several expressions or of a vector'
complete -c dcalc -n __fish_use_subcommand -a hessian -d 'the matrix of second derivatives'
complete -c dcalc -n __fish_use_subcommand -a jvp -d 'the Jacobian times a vector: the derivative in a direction'
complete -c dcalc -n __fish_use_subcommand -a vjp -d 'a vector times the Jacobian: the gradient of the weighted value'
complete -c dcalc -n __fish_use_subcommand -a taylor -d 'a Taylor polynomial, and how far it can be from the function'
complete -c dcalc -n __fish_use_subcommand -a limit -d 'the limit as a name goes to a number, one side of it, or inf'
complete -c dcalc -n __fish_use_subcommand -a eval -d 'the value, or the simplified formula'
complete -c dcalc -n __fish_use_subcommand -a backprop -d 'steps of gradient descent: loss, gradient, new weights'
complete -c dcalc -n __fish_use_subcommand -a check -d 'whether a derivative worked out by hand is right'
complete -c dcalc -n __fish_use_subcommand -a run -d 'jobs from a JSON file or a JSON Lines stream'
complete -c dcalc -n __fish_use_subcommand -a repl -d 'the interactive prompt; dcalc alone on a terminal starts it too'
complete -c dcalc -n __fish_use_subcommand -a help -d 'help on a command, a function or a subject, such as help jobs'
complete -c dcalc -n __fish_use_subcommand -a version -d 'which dcalc this is'
complete -c dcalc -n __fish_use_subcommand -l help -s h -d 'show help'
complete -c dcalc -n __fish_use_subcommand -l version -d 'show the version'
complete -c dcalc -n '__fish_seen_subcommand_from run' -F
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -a '(__dcalc_files_after_at)'
complete -c dcalc -n '__fish_seen_subcommand_from help' -a 'language functions rules formats points jobs explain diff grad jacobian hessian jvp vjp taylor limit eval backprop check run repl help version (dcalc help functions 2>/dev/null | string replace -rf "^  (\w+)\(.*" "\$1")'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l at -x -a '(__dcalc_files_after_at)' -d 'the point: names and their values, such as x=.5,W=[[1,2],[3,4]],b=@b.npy from a .npy, .csv, .mtx or .json file; @FILE binds the names in use to the keys of JSON, columns of CSV, arrays of .npz, .safetensors or a folder of .npy files; W=@FILE[ITEM] picks one; may be repeated'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l shape -x -d 'shapes of names without values, such as W=[2,2],x=[n]; a letter is an open size'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit check' -l wrt -x -d 'the names to differentiate by, such as x,y; default: the names of --at, or without --at the free names'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian' -l of -x -d 'the names that equations define: \'x^2 + y^2 = 1\' with --of y makes y a function of x, whose derivative is the answer; of several equations as many names'
complete -c dcalc -n '__fish_seen_subcommand_from diff taylor check' -l order -x -d 'the order of the derivative; default: 1; taylor: the degree of the polynomial; default: 6; check: 0 compares the expression itself'
complete -c dcalc -n '__fish_seen_subcommand_from taylor' -l remainder -x -a '(__dcalc_files_after_at)' -d 'how far the polynomial can be from the function over a range, such as x=0:1/2'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l let -x -a '(__dcalc_files_after_at)' -d 'an assignment that precedes the expression, such as \'z = tanh(x)\'; may be repeated'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l assume -x -a '(__dcalc_files_after_at)' -d 'what is true of names: symmetric(A), \'x > 0, n integer\'. Derivatives by the entries of A are then those of (A + A.T)/2: a gradient G is (G + G.T)/2; formulas get shorter by identities that hold there; may be repeated'
complete -c dcalc -n '__fish_seen_subcommand_from eval' -l show -x -d 'eval: names of the program whose values are the answer, such as E,dE, instead of that of its last statement'
complete -c dcalc -n '__fish_seen_subcommand_from check' -l equals -x -a '(__dcalc_files_after_at)' -d 'the derivative as it was worked out by hand, for several names one formula each; @FILE reads it from a file; may be repeated'
complete -c dcalc -n '__fish_seen_subcommand_from check' -l gradient -x -a '(__dcalc_files_after_at)' -d 'check: the gradient at the point as it was computed elsewhere, such as @torch.npz or W=@dW.npy,b=[1,2]; may be repeated'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l expr -s e -x -a '(__dcalc_files_after_at)' -d 'an expression, also one that begins with a minus'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l exact -d 'numbers in closed form instead of decimals'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp limit eval backprop' -l symbolic -d 'the formula beside the numbers'
complete -c dcalc -n '__fish_seen_subcommand_from jacobian hessian' -l sparse -d 'only the nonzeros, one per line: row, column and value, counted from 0'
complete -c dcalc -n '__fish_seen_subcommand_from jacobian hessian' -l pattern -d 'with --sparse: the positions of possible nonzeros, without their values'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp limit eval backprop' -l explain -d 'the work, step by step'
complete -c dcalc -n '__fish_seen_subcommand_from jvp vjp' -l vector -x -a '(__dcalc_files_after_at)' -d 'jvp: the direction of each name, such as x=[1,0],y=2, 0 for a name left out; vjp: the vector that multiplies the Jacobian from the left, such as [1,2]; may be repeated'
complete -c dcalc -n '__fish_seen_subcommand_from backprop' -l weights -x -d 'the names to update, such as W,b'
complete -c dcalc -n '__fish_seen_subcommand_from backprop' -l lr -x -d 'the learning rate, a constant expression'
complete -c dcalc -n '__fish_seen_subcommand_from backprop' -l steps -x -d 'the number of steps; default: 1'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l digits -s n -x -d 'significant digits; default: as many as it takes to read back the same number'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l numbers -x -a 'certified double' -d 'every digit right, or plain doubles; default: certified unless the computation is large'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp limit eval backprop' -l kinks -x -a 'error subgradient' -d 'at a kink, an error or the convention of learning frameworks; default: error, except for backprop'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l format -s f -x -a 'text json latex csv npy npz mtx dot c python tsv safetensors' -d 'the form of the output: text, JSON, LaTeX, a file of arrays, the graph for Graphviz, or a function in C or for NumPy; default: what the ending of --output says, else text'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l args -x -d 'with -f c and -f python: the function\'s arguments in their order, such as t,y,p; default: the names of --at, then the others as they appear'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l main -d 'with -f c: a program that reads points from standard input, and prints the answers'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian eval' -l points -r -F -d 'answer at every row of a table: separated values, JSON, arrays of .npz, or a .npy array of records, or of entries for the expression\'s names in order of appearance; - reads standard input; answers in CSV, JSON Lines (-f json) or an array (-f npy)'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian eval' -l keep -x -d 'with --points: columns to copy to the output, such as id,x; \'*\' for all'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l header -d 'tables, of --points or else of --at: the first row has the names of the columns, whatever is in it; default: if it has no numbers, or has names that the expression uses'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l no-header -d 'tables: there is no header; columns are called c1, c2, ... or as --columns says'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l columns -x -d 'tables: names of the columns, such as x,y,id; h=COLUMN calls one h by its name or number, such as \'h=height (cm)\' or h=3'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l delimiter -x -d 'tables: what is between fields: a character, tab, or blank for runs of blanks; default: found'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l decimal-comma -d 'tables: numbers are written as 1,5'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l skip -x -d 'tables: leave out the first N lines'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop' -l missing -x -a 'error nan drop' -d 'tables: what a row is without a value where one is used (empty, NA, nan, null, N/A or .): an error, undefined, or left out; default: error'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian eval' -l report -r -F -d 'with --points: write how many rows there were, and why the first undefined one is, as JSON'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian eval' -l no-output-header -d 'with --points: CSV without the line of names'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian eval' -l strict -d 'with --points: stop at a row without an answer, instead of writing nan'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l quiet -s q -d 'values only: no labels and no notes'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check run' -l output -s o -r -F -d 'write to a file, which is replaced only when the output is complete; - is standard output'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l color -x -a 'auto always never' -d 'colored messages; default: auto, on a terminal where NO_COLOR is not set'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check run' -l timeout -x -d 'give up after so many seconds'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop run' -l threads -s j -x -d 'threads to share the work; default: all cores'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check run' -l max-memory -x -d 'give up before more memory is used, such as 500M or 16G; default: 4G'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check' -l dump -x -a 'tokens ast graph tape' -d 'show a stage of the computation instead of the answer'
complete -c dcalc -n '__fish_seen_subcommand_from run' -l no-files -d 'refuse jobs that name files'
complete -c dcalc -n '__fish_seen_subcommand_from run' -l lines -d 'every line of input has one line of answer, whatever it holds; default: if the first line is one job'
complete -c dcalc -n '__fish_seen_subcommand_from help' -l completions -x -a 'bash zsh fish' -d 'print the completion script of a shell'
complete -c dcalc -n '__fish_seen_subcommand_from help' -l man-options -d 'print the list of options in mdoc'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check run repl help version' -l help -s h -d 'show help'
complete -c dcalc -n '__fish_seen_subcommand_from diff grad jacobian hessian jvp vjp taylor limit eval backprop check run repl help version' -l version -d 'show the version'
