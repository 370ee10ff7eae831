{{- define "tifl.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}-tifl
{{- end -}}
{{- define "tifl.selector" -}}
app.kubernetes.io/name: tifl
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- define "tifl.labels" -}}
{{ include "tifl.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
