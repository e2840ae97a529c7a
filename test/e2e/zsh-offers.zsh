# Prints what zsh offers for a command line whose last word is to be completed: zsh-offers.zsh SCRIPT LINE.
# Completion works on a terminal only, so zpty plays one; what is offered goes by way of a file.
zmodload zsh/zpty || exit 1
offered=$(mktemp) setup=$(mktemp)

inner="
unsetopt zle_bracketed_paste
autoload -Uz compinit && compinit -u -D
source ${(q)1}
compadd() {
  # Calls with these options only ask what would match.
  if [[ \"\${(j: :)argv[1,(i)--]}\" == (|* )-[OAD]\ * ]]; then builtin compadd \"\$@\"; return; fi
  local -a matches
  builtin compadd -A matches \"\$@\"
  (( \$#matches )) && print -rl -- \$matches >> ${(q)offered}
  builtin compadd \"\$@\"
}
offer() { _main_complete; exit }
zle -C offer complete-word offer
bindkey '^I' offer
"
print -r -- $inner > $setup

zpty shell zsh -f -i
zpty -w shell "source ${(q)setup}; print -r -- REA''DY"
while zpty -r shell line; do [[ $line == *READY* ]] && break; done
zpty -n -w shell "$2"$'\t'
while zpty -r shell line; do :; done
zpty -d shell
cat $offered
rm -f $offered $setup
