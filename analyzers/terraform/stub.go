package terraform

func (m *module) manifest(r *resource, s scope)                            {}
func (m *module) chartValues(r *resource, s scope, namespace, name string) {}
func (a *analysis) markGenerated(u *unit)                                  {}
