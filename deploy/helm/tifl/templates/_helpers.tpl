{{- /* A stateful set's name may have 52 characters: its pods have it in a label, with a hash behind it. */ -}}
{{- define "tifl.name" -}}
{{ .Release.Name | trunc 47 | trimSuffix "-" }}-tifl
{{- end -}}
{{- define "tifl.scheme" -}}
{{ if eq .Values.tls.where "here" }}https{{ else }}http{{ end }}
{{- end -}}
{{- define "tifl.selector" -}}
app.kubernetes.io/name: tifl
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}
{{- define "tifl.labels" -}}
{{ include "tifl.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
