# Outlives the program that owns a private PostgreSQL cluster, and clears up behind it.
#
# $1     the cluster's folder: absolute, without symbolic links
# stdin  a pipe that the owner holds open: a line means that there is nothing to do any more, the end
#        without a line means that the owner is gone
trap '' HUP INT TERM
read -r _ && exit 0

folder=$1
data=$folder/data
[ -e "$folder/kept" ] && exit 0

# Whether process $1 works in our data folder: a number can belong to somebody else by now.
is_ours() {
    if [ -e /proc/self/cwd ]; then
        [ "$(readlink "/proc/$1/cwd")" = "$data" ]
    else
        case $(ps -o command= -p "$1") in *"$data"*) true ;; *) false ;; esac
    fi
}

if [ -e "$data/postmaster.pid" ] && read -r server < "$data/postmaster.pid" && is_ours "$server"; then
    kill -QUIT "$server"
    kill -CONT "$server"
    looks=0
    while is_ours "$server"; do
        looks=$((looks + 1))
        [ "$looks" -eq 100 ] && kill -KILL "$server"
        [ "$looks" -ge 110 ] && break
        sleep 0.1 || sleep 1
    done
fi

# More looks than one, even where the first leaves nothing: initdb, when it was just being started, makes our
# folder again, fails for want of its surroundings, and leaves it.
for again in 1 2 3; do
    rm -rf -- "$folder"
    sleep 1
done
