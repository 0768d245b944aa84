package graph

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tazzo/tazlint/analyzers/facts"
)

// throughStore attaches the store's backend to an edge that goes through one
// and turns a remote key into the provider's own place.
func (l *linker) throughStore(e *Edge, r facts.Ref) {
	switch {
	case e.To.Kind() == facts.Store:
		e.Backend = l.backend(e.To)
	case e.To.Kind() == facts.Remote && r.Unknown == facts.TemplatedName:
		if store, _, property := e.To.RemoteParts(); l.backend(store).Kind() == facts.KV {
			e.Backend, e.Misshape = l.backend(store), wholeEntry(e.From, property)
		}
	case e.To.Kind() == facts.Remote:
		l.canonicalRemote(e)
	}
}

// wholeEntry is what is wrong with a key of a Secret that receives all fields
// of a KV entry, whichever entry it is.
func wholeEntry(receiver facts.Symbol, property string) string {
	if property == "" && receiver.Kind() == facts.Secret && receiver.Key() != "" && !structured(receiver.Key()) {
		return "no property: the key would receive the whole entry as JSON"
	}
	return ""
}

func (l *linker) canonicalRemote(e *Edge) {
	store, key, property := e.To.RemoteParts()
	if _, defs := l.definitions(store); len(defs) == 0 {
		reason := l.absence(store)
		if reason == "" {
			reason = facts.RemoteSource // the missing store is a finding of its own
		}
		e.unknown(reason)
		return
	}
	e.Backend = l.backend(store)
	switch e.Backend.Kind() {
	case facts.KV:
		e.To, e.Misshape = vaultPath(e.Backend, key, property)
		if e.Misshape == "" {
			e.Misshape = wholeEntry(e.From, property)
		}
	case facts.Infisical:
		e.To, e.Misshape = infisicalPath(e.Backend, key, property)
	case facts.Backend:
	default:
		e.unknown(facts.RemoteSource)
	}
}

// beyond reports whether a remote key lies in a backend whose content nobody
// declared: however it is spelt, what is linked could not answer for it.
func (l *linker) beyond(to facts.Symbol) bool {
	if to.Kind() != facts.Remote {
		return false
	}
	store, _, _ := to.RemoteParts()
	kind := l.backend(store).Kind()
	return kind != "" && !l.owned[facts.Scope{Kind: kind}]
}

// placePushed gives what is written through a store the provider's own name,
// under which another store may read it.
func (l *linker) placePushed() {
	for i, d := range l.defs {
		if d.Symbol.Kind() == facts.Remote && !d.Traits.Possible {
			l.defs[i].Symbol = l.provided(d.Symbol)
			l.indexLive(l.defs[i])
		}
	}
	for i, r := range l.refs {
		if r.From.Kind() == facts.Remote {
			l.refs[i].From = l.provided(r.From)
		}
	}
}

// maybePushed reports whether something writes secrets of unknown names where
// a place of a backend lies.
func (l *linker) maybePushed(place facts.Symbol) bool {
	return slices.ContainsFunc(l.patterns, func(d facts.Def) bool {
		if d.Symbol.Kind() != facts.Remote {
			return false
		}
		store, _, _ := d.Symbol.RemoteParts()
		backend := l.backend(store)
		return backend.Kind() == place.Kind() && (place.Kind() == facts.Infisical || strings.HasPrefix(string(place), string(backend)+"/"))
	})
}

// provided is the provider's own name for a remote key, or the key itself
// where the store is not known.
func (l *linker) provided(remote facts.Symbol) facts.Symbol {
	store, key, property := remote.RemoteParts()
	switch backend := l.backend(store); backend.Kind() {
	case facts.KV:
		remote, _ = vaultPath(backend, key, property)
	case facts.Infisical:
		remote, _ = infisicalPath(backend, key, property)
	}
	return remote
}

// backend is the one backend of a store, or empty when it has none or several.
func (l *linker) backend(store facts.Symbol) facts.Symbol {
	place, _ := l.definitions(store)
	all := l.backends[place]
	for _, b := range all {
		if b != all[0] {
			return ""
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// vaultPath is how External Secrets builds the path of a KV entry (buildPath
// of its vault provider): a leading mount and a "data" segment after it are
// cut; without the mount in front they are taken literally.
func vaultPath(mount facts.Symbol, key, property string) (facts.Symbol, string) {
	name := mount.Path()
	if name == "" { // the mount is the first segment of the key
		first, rest, _ := strings.Cut(key, "/")
		rest = strings.TrimPrefix(rest, "data/")
		return facts.NewPath(facts.KV, rest, first).WithKey(property), ""
	}
	misshape := ""
	rest, hadMount := strings.CutPrefix(key, name+"/")
	switch {
	case hadMount:
		rest = strings.TrimPrefix(rest, "data/")
	case strings.HasPrefix(key, "data/"):
		misshape = `the segment "data" is added by the provider: this asks for ` + name + "/data/" + key
		rest = strings.TrimPrefix(key, "data/")
	case strings.HasPrefix(key, "/"+name+"/"):
		misshape = "a leading slash keeps the mount from being recognised: this asks for " + name + "/data" + key
		rest = strings.TrimPrefix(strings.TrimPrefix(key, "/"+name+"/"), "data/")
	}
	return facts.NewPath(facts.KV, strings.Trim(rest, "/"), strings.Split(name, "/")...).WithKey(property), misshape
}

var upperName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// infisicalPath is how External Secrets splits a key for Infisical
// (getSecretAddress): the last segment is the secret's name, what precedes it
// the folder, absolute with a leading slash; a property looks into a JSON value.
func infisicalPath(base facts.Symbol, key, property string) (facts.Symbol, string) {
	folder, name := path.Split(key)
	if !strings.HasPrefix(key, "/") {
		folder = path.Join("/", base.Path(), folder)
	}
	folder = path.Clean("/" + folder)
	if property != "" && strings.HasPrefix(key, "/") && upperName.MatchString(property) && !upperName.MatchString(name) {
		return facts.NewPath(facts.Infisical, path.Join(folder, name)).WithKey(property),
			"folder and name are swapped: the last segment of key is the secret's name, property looks into its JSON; write " + key + "/" + property
	}
	return facts.NewPath(facts.Infisical, folder).WithKey(name), ""
}

// structured reports whether a key is meant to hold a whole document.
func structured(key string) bool {
	switch path.Ext(key) {
	case ".json", ".yaml", ".yml":
		return true
	}
	return false
}
