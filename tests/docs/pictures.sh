#!/usr/bin/env bash
# pictures.sh BINARY FOLDER: makes the pictures of README.md, the plots by dcalc alone, and the drawing of
# backpropagation by Graphviz's dot, where that is installed.
set -eu
binary=$(realpath "$1")
folder=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

plot() { # NAME WORD...
    "$binary" plot "${@:2}" --width 480 -o "$folder/$1.svg"
}

plot tan 'tan(x)' --range x=-5:5
plot abs 'abs(x)' --range x=-1:1
plot sin 'sin(1/x)' --range x=-1:1
plot rosenbrock '(1 - x)^2 + 100*(y - x^2)^2' --range x=-2:2,y=-1:3
plot tangent 'x^3/3 - x' --range x=-2.5:2.5 --diff --tangent x=1.5

# A network of one hidden layer learns a sine.
"$binary" backprop 'H = tanh(outer(x, a) + b); mean((H@v + c - sin(3*x))^2)' --weights a,b,v,c --lr 0.1 --steps 2000 \
    --every 5 --at 'x=range(33)/8 - 2,a=cos(range(8)),b=sin(range(8)),v=cos(3*range(8))/2,c=0' \
    --log "$work/log.csv" -q >"$work/weights" 2>"$work/notes"
plot training --points "$work/log.csv" loss

if command -v dot >/dev/null; then
    "$binary" backprop 'u = expit(w1*x); z = expit(w2*u); (w3*z - y)^2' --weights w1,w2,w3 --lr 0.1 \
        --at w1=1,w2=2,w3=3,x=0.5,y=-1 -o "$folder/backprop.svg"
fi
